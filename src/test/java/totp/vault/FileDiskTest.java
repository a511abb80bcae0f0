package totp.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import totp.vault.VaultException.Reason;

/** What a disk that fails looks like to those who are ready for an IOException alone. */
class FileDiskTest {
    private static final IOException FAILURE = new IOException("injected");

    @Test
    void aFolderThatCannotBeReadToItsEndIsAnIoException() throws Exception {
        assertEquals(List.of(Path.of("a")), FileDisk.all(() -> new Files(null)));
        assertEquals(FAILURE, assertThrows(IOException.class, () -> FileDisk.all(() -> new Files(FAILURE))));
    }

    @Test
    void aFolderOfAnotherUserOrOpenToAllIsRefused() throws Exception {
        Path folder = Path.of("/v");
        int us = 1000;
        FileDisk.checkFolder(folder, 0700, us, us);
        FileDisk.checkFolder(folder, 0755, 0, us);
        FileDisk.checkFolder(folder, 01777, 0, us);
        for (int[] modeAndOwner : new int[][] {{0700, 1001}, {01777, 1001}, {0777, us}, {0702, us}}) {
            VaultException refusal = assertThrows(
                    VaultException.class,
                    () -> FileDisk.checkFolder(folder, modeAndOwner[0], modeAndOwner[1], us),
                    () -> Integer.toOctalString(modeAndOwner[0]) + " of " + modeAndOwner[1]);
            assertEquals(Reason.UNSAFE_PLACE, refusal.reason());
        }
    }

    /** A folder with one file in it; perhaps reading on fails. */
    private static final class Files implements Iterator<Path> {
        private final @Nullable IOException failure;
        private boolean first = true;

        Files(@Nullable IOException failure) {
            this.failure = failure;
        }

        @Override
        public boolean hasNext() {
            if (!first && failure != null) {
                throw new DirectoryIteratorException(failure);
            }
            return first;
        }

        @Override
        public Path next() {
            if (!first) {
                throw new NoSuchElementException();
            }
            first = false;
            return Path.of("a");
        }
    }
}
