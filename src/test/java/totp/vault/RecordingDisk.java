package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real disk, which notes in which order a save changes it and waits for it. */
final class RecordingDisk extends DelegatingDisk {
    private final List<String> steps = new ArrayList<>();

    /** Each as "what name", random parts of names as stars. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    private void note(String what, Path file) {
        String name = String.valueOf(file.getFileName());
        steps.add(what + " " + name.replaceAll("[0-9a-f]{16}|\\.[0-9a-f]{8}$", "*"));
    }

    @Override
    public Output create(Path file) throws IOException {
        Output out = super.create(file);
        note("create", file);
        return new Output() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                out.write(bytes);
                note("write", file);
            }

            @Override
            public void force() throws IOException {
                out.force();
                note("force", file);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        super.link(file, name);
        note("link", name);
    }

    @Override
    public void rename(Path file, Path name) throws IOException {
        super.rename(file, name);
        note("rename", name);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        super.forceFolder(folder);
        note("force", folder);
    }
}
