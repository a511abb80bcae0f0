package totp.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import totp.crypto.Hash;
import totp.vault.VaultException.Reason;

/**
 * Which time steps of which accounts were handed out on this machine, so that no code is given twice to a service that
 * takes each once. It stands outside the vault: printing a code must not rewrite the vault, or ten codes would push every
 * backup out and two machines would diverge by reading.
 */
public final class UsedSteps {
    private static final String TITLE = "totp-steps 1";
    private static final int FILE_BYTES_MAX = 4 << 20;
    /** Enough for every step that eight processes may wait for, and then some; older ones are over anyway. */
    private static final int STEPS_MAX = 64;

    private static final char SPENT = '!';

    private final Path file;
    private final Disk disk;
    private final Pause pause;

    private UsedSteps(Path file, Disk disk, Pause pause) {
        this.file = file;
        this.disk = disk;
        this.pause = pause;
    }

    /**
     * The steps of one vault file.
     *
     * @param folder the state folder of this user, made when something is noted
     * @param vaultPath the vault's path without links: a copy elsewhere has a state of its own
     */
    public static UsedSteps of(Path folder, Id vault, Path vaultPath, Pause pause) {
        byte[] path = Hash.SHA256.digest(vaultPath.toString().getBytes(StandardCharsets.UTF_8));
        String name = vault.toHex() + "-" + HexFormat.of().formatHex(path, 0, 8) + ".steps";
        return new UsedSteps(folder.resolve(name), new FileDisk(), pause);
    }

    /**
     * Notes that a code of {@code step} was shown.
     *
     * @return whether the step had been spent by an enrolment or by {@link #reserve}
     */
    @SuppressWarnings("try") // the lock is held, not used
    public boolean note(UUID account, long step) throws VaultException {
        try (VaultLock lock = lock()) {
            Map<UUID, NavigableMap<Long, Boolean>> all = read();
            NavigableMap<Long, Boolean> steps = all.computeIfAbsent(account, id -> new TreeMap<>());
            Boolean spent = steps.get(step);
            if (spent == null) {
                steps.put(step, false);
                write(all, false);
            }
            return spent != null && spent;
        }
    }

    /**
     * Takes the first step from {@code from} on that was not handed out, for nobody else; durable when this returns.
     *
     * @throws VaultException if that cannot be guaranteed
     */
    @SuppressWarnings("try") // the lock is held, not used
    public long reserve(UUID account, long from) throws VaultException {
        try (VaultLock lock = lock()) {
            Map<UUID, NavigableMap<Long, Boolean>> all = read();
            NavigableMap<Long, Boolean> steps = all.computeIfAbsent(account, id -> new TreeMap<>());
            long step = from;
            while (steps.containsKey(step)) {
                step++;
            }
            steps.put(step, true);
            write(all, true);
            return step;
        }
    }

    private VaultLock lock() throws VaultException {
        try {
            disk.makeFolder(folder());
        } catch (IOException e) {
            throw IoReason.failure("cannot make the folder " + folder(), e);
        }
        return VaultLock.acquire(file.resolveSibling("." + file.getFileName() + ".lock"), disk, pause);
    }

    private Map<UUID, NavigableMap<Long, Boolean>> read() throws VaultException {
        try {
            return decode(new String(disk.read(file, FILE_BYTES_MAX), StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            return new LinkedHashMap<>();
        } catch (IOException e) {
            throw IoReason.failure("cannot read " + file, e);
        } catch (IllegalArgumentException e) {
            throw new VaultException(
                    Reason.IO, file + " is damaged; delete it to forget which codes were handed out", e);
        }
    }

    private static Map<UUID, NavigableMap<Long, Boolean>> decode(String text) {
        Map<UUID, NavigableMap<Long, Boolean>> all = new LinkedHashMap<>();
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(TITLE) || !lines[lines.length - 1].isEmpty()) {
            throw new IllegalArgumentException("not a list of steps");
        }
        for (int i = 1; i < lines.length - 1; i++) {
            String[] words = lines[i].split(" ", -1);
            NavigableMap<Long, Boolean> steps = new TreeMap<>();
            for (int j = 1; j < words.length; j++) {
                boolean spent = words[j].endsWith(String.valueOf(SPENT));
                String step = spent ? words[j].substring(0, words[j].length() - 1) : words[j];
                steps.put(Long.parseLong(step), spent);
            }
            all.put(UUID.fromString(words[0]), steps);
        }
        return all;
    }

    private void write(Map<UUID, NavigableMap<Long, Boolean>> all, boolean durably) throws VaultException {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        all.forEach((account, steps) -> {
            while (steps.size() > STEPS_MAX) {
                steps.pollFirstEntry();
            }
            text.append(account);
            steps.forEach((step, spent) -> text.append(' ').append(step).append(spent ? SPENT + "" : ""));
            text.append('\n');
        });
        Path temp = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            clear(temp);
            try (Disk.Output out = disk.create(temp)) {
                ByteBuffer rest = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
                while (rest.hasRemaining()) {
                    out.write(rest);
                }
                if (durably) {
                    out.force();
                }
            }
            disk.rename(temp, file);
            if (durably) {
                disk.forceFolder(folder());
            }
        } catch (IOException e) {
            throw IoReason.failure("cannot write " + file, e);
        }
    }

    /** The lock is held, so that what stands there is left over from a process that died. */
    private void clear(Path temp) throws IOException {
        try {
            disk.delete(temp);
        } catch (NoSuchFileException e) {
            // As it should be.
        }
    }

    private Path folder() {
        return Objects.requireNonNull(file.getParent(), "a resolved path has a folder");
    }
}
