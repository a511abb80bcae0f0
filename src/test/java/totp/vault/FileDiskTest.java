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

/** What a disk that fails looks like to those who are ready for an IOException alone. */
class FileDiskTest {
    private static final IOException FAILURE = new IOException("injected");

    @Test
    void aFolderThatCannotBeReadToItsEndIsAnIoException() throws Exception {
        assertEquals(List.of(Path.of("a")), FileDisk.all(() -> new Files(null)));
        assertEquals(FAILURE, assertThrows(IOException.class, () -> FileDisk.all(() -> new Files(FAILURE))));
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
