package totp.vault;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What a vault's file needs of the world, handed in so that tests own it.
 *
 * @param random asked only when something is written: seeding it costs start-up
 * @param pause used while another process holds the lock
 * @param clock dates backups for their rotation; nothing else depends on it
 * @param state the folder in which this machine remembers what it saw of vaults
 */
public record World(Supplier<SecureRandom> random, Pause pause, InstantSource clock, Path state) {
    /** Waiting, which may be interrupted. */
    @FunctionalInterface
    public interface Pause {
        void millis(long millis) throws InterruptedException;
    }
}
