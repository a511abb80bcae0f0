package totp.vault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import totp.message.Message;
import totp.vault.VaultException.Reason;

/**
 * Gives files their names, and finds out what became of it where the system answers with an error. Network file systems do
 * what they are asked and then lose the answer: who takes that for a failure tells people that nothing was changed and
 * removes the recovery key of the vault that is there from now on.
 */
final class Naming {
    private final Disk disk;

    Naming(Disk disk) {
        this.disk = disk;
    }

    /**
     * Renames {@code file}, whatever had the name before.
     *
     * @param content what the file holds
     * @return a warning if the system's answer was an error although it was done
     * @throws IOException it was not done
     * @throws VaultException {@code UNKNOWN}: nothing tells, and every file must stay
     */
    Optional<Message> rename(Path file, Path name, byte[] content) throws IOException, VaultException {
        try {
            disk.rename(file, name);
            return Optional.empty();
        } catch (IOException e) {
            return settle(file, name, content, e);
        }
    }

    /**
     * Gives {@code file} a second name, which must be free; otherwise as {@link #rename}.
     *
     * @throws java.nio.file.FileAlreadyExistsException something else has the name
     */
    Optional<Message> link(Path file, Path name, byte[] content) throws IOException, VaultException {
        try {
            disk.link(file, name);
            return Optional.empty();
        } catch (IOException e) {
            return settle(file, name, content, e);
        }
    }

    private Optional<Message> settle(Path file, Path name, byte[] content, IOException failure)
            throws IOException, VaultException {
        if (holds(name, content, failure)) {
            return Optional.of(Message.of("vault.error-and-yet-in-place", name, IoReason.words(failure)));
        }
        if (isThere(file, name, failure)) {
            throw failure;
        }
        throw unknown(name, failure);
    }

    /** Whether the name stands for this content; not if nothing has the name. */
    private boolean holds(Path name, byte[] content, IOException failure) throws VaultException {
        try {
            return MessageDigest.isEqual(disk.read(name, content.length), content);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            // Larger than the content, or not a file at all, is a sure no; anything else tells nothing.
            return isSurelyOther(name, content, failure);
        }
    }

    private boolean isSurelyOther(Path name, byte[] content, IOException failure) throws VaultException {
        try {
            Disk.Facts facts = disk.facts(name);
            if (facts.isRegularFile() && facts.length() == content.length) {
                throw unknown(name, failure);
            }
            return false;
        } catch (IOException e) {
            throw unknown(name, failure);
        }
    }

    /** A file that still has its former name was not renamed; one that was linked has it in any case. */
    private boolean isThere(Path file, Path name, IOException failure) throws VaultException {
        try {
            disk.facts(file);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw unknown(name, failure);
        }
    }

    private static VaultException unknown(Path name, IOException failure) {
        return new VaultException(
                Reason.UNKNOWN, Message.of("vault.system-does-not-tell", name, IoReason.words(failure)), failure);
    }
}
