package totp.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies at a vault's path when an earlier state is to take its place. */
public final class Present implements AutoCloseable {
    private final @Nullable Vault opened;
    private final @Nullable SealedVault sealed;
    private final @Nullable SealedVault header;

    private Present(@Nullable Vault opened, @Nullable SealedVault sealed, @Nullable SealedVault header) {
        this.opened = opened;
        this.sealed = sealed;
        this.header = header;
    }

    /**
     * A vault that is open.
     *
     * @param vault taken over, and closed with this
     */
    public static Present opened(Vault vault) {
        return new Present(vault, vault.sealed(), vault.sealed());
    }

    /** A vault that no secret at hand opens. */
    public static Present closed(SealedVault sealed) {
        return new Present(null, sealed, null);
    }

    /** A vault whose content is damaged, and whose header one of its secrets vouched for. */
    public static Present damaged(SealedVault header) {
        return new Present(null, null, header);
    }

    /** Nothing, or something that is no whole vault. */
    public static Present unusable() {
        return new Present(null, null, null);
    }

    public Optional<Vault> vault() {
        return Optional.ofNullable(opened);
    }

    /** Its header, if it has one that can be read. */
    public Optional<SealedVault> sealed() {
        return Optional.ofNullable(sealed);
    }

    /** Whether the ways in are sure to be those of {@code earlier}: no key was changed between the two. */
    public boolean hasWaysOf(Vault earlier) {
        return header != null && header.hasSameSlotsAs(earlier.sealed());
    }

    /** The side whose vault key and slots stay: the one of the later change of keys, as far as anybody can tell. */
    Vault keysFor(Vault earlier) {
        return opened == null || earlier.keyEpoch() > opened.keyEpoch() ? earlier : opened;
    }

    List<Id> saveIds() {
        return sealed == null ? List.of() : List.of(sealed.saveId());
    }

    /** Whether {@code file}, which is null if there is none, is what this was read from. */
    boolean isStill(byte @Nullable [] file) {
        return sealed == null || (file != null && sealed.hasSameBytesAs(file));
    }

    /** What is kept of it as a backup; null if there is nothing. */
    @Nullable
    FormerFile replaced(Path real, byte @Nullable [] file) {
        if (sealed != null) {
            return FormerFile.state(real, sealed);
        }
        return file == null ? null : FormerFile.damaged(real, file);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
