package totp.vault;

/** Waiting, handed in so that tests need not wait. */
@FunctionalInterface
public interface Pause {
    void millis(long millis) throws InterruptedException;
}
