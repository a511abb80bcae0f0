package totp.vault;

/**
 * A save of a vault as this machine saw it last.
 *
 * @param keyEpoch how often keys had been changed by then; 0 if that was not noted
 */
public record SeenSave(long generation, Id id, long keyEpoch) {
    /** Whether {@code vault} is that save or one that came after it. */
    public boolean isBefore(Vault vault) {
        return vault.follows(id) && vault.sealed().generation() >= generation;
    }

    boolean isSame(Vault vault) {
        return vault.sealed().saveId().equals(id);
    }
}
