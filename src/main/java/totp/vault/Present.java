package totp.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies at a vault's path when an earlier state is to take its place. */
public final class Present implements AutoCloseable {
    private final @Nullable Vault opened;
    private final @Nullable SealedVault sealed;

    private Present(@Nullable Vault opened, @Nullable SealedVault sealed) {
        this.opened = opened;
        this.sealed = sealed;
    }

    /**
     * A vault that is open.
     *
     * @param vault taken over, and closed with this
     */
    public static Present opened(Vault vault) {
        return new Present(vault, vault.sealed());
    }

    /** A vault that no secret at hand opens. */
    public static Present closed(SealedVault sealed) {
        return new Present(null, sealed);
    }

    /** Nothing, or something that is no whole vault. */
    public static Present unusable() {
        return new Present(null, null);
    }

    public Optional<Vault> vault() {
        return Optional.ofNullable(opened);
    }

    /** Its header, if it has one that can be read. */
    public Optional<SealedVault> sealed() {
        return Optional.ofNullable(sealed);
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
