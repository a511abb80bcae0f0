package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import totp.vault.VaultException.Reason;

/** What cannot be read of this machine's memory is absent only if nothing is there. */
class StateFileTest {
    @TempDir
    @Nullable
    Path folder;

    @Test
    void aFileThatNobodyMayReadIsDamagedAndNotAbsent() throws Exception {
        state(new FileDisk()).write(List.of("one"), false);
        assertEquals(Reason.STATE_DAMAGED, reasonOf(new DeniedDisk(false)));
    }

    @Test
    void aFolderThatNobodyMayEnterTellsNothing() {
        assertEquals(Reason.IO, reasonOf(new DeniedDisk(true)));
    }

    private Reason reasonOf(Disk disk) {
        return assertThrows(VaultException.class, () -> state(disk).read()).reason();
    }

    private StateFile state(Disk disk) {
        return new StateFile(Objects.requireNonNull(folder), "vault", "seen", disk, TestVaults.NO_PAUSE);
    }

    /** Root may read everything, so that the rights of a real file would prove nothing there. */
    private static final class DeniedDisk extends DelegatingDisk {
        private final boolean folderToo;

        DeniedDisk(boolean folderToo) {
            this.folderToo = folderToo;
        }

        @Override
        public byte[] read(Path file, int bytesMax) throws IOException {
            throw new AccessDeniedException(file.toString());
        }

        @Override
        public Facts facts(Path file) throws IOException {
            if (folderToo) {
                throw new AccessDeniedException(file.toString());
            }
            return super.facts(file);
        }
    }
}
