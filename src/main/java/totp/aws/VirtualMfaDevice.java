package totp.aws;

import totp.crypto.Secret;

/**
 * A virtual MFA device that AWS has just made. AWS shows its seed this once; whoever loses it has a device that nobody
 * can ever use.
 *
 * @param serial its ARN
 * @param seed the shared secret K
 */
public record VirtualMfaDevice(String serial, Secret seed) implements AutoCloseable {
    /** Erases the seed. */
    @Override
    public void close() {
        seed.close();
    }
}
