package totp.crypto;

import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.digests.GOST3411_2012_512Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The hash functions that one-time passwords and the vault are built on, each with its HMAC (RFC 2104). */
public enum Hash {
    /** RFC 1321. Broken; only mOTP, which is defined by it, may use it. */
    MD5,
    /** FIPS 180-4. RFC 4226's choice; its collisions do not weaken HMAC. */
    SHA1,
    SHA256,
    SHA512,
    /** GOST R 34.11-2012 (RFC 6986), 256 bits; HMAC as in RFC 7836. */
    GOST3411_2012_256,
    /** GOST R 34.11-2012 (RFC 6986), 512 bits; HMAC as in RFC 7836. */
    GOST3411_2012_512;

    /** {@code HMAC(key, message)}. */
    public byte[] hmac(Secret key, byte[] message) {
        HMac mac = new HMac(newDigest());
        key.lend(bytes -> {
            mac.init(new KeyParameter(bytes));
        });
        mac.update(message, 0, message.length);
        byte[] result = new byte[mac.getMacSize()];
        mac.doFinal(result, 0);
        return result;
    }

    public byte[] digest(byte[] message) {
        ExtendedDigest digest = newDigest();
        digest.update(message, 0, message.length);
        byte[] result = new byte[digest.getDigestSize()];
        digest.doFinal(result, 0);
        return result;
    }

    ExtendedDigest newDigest() {
        return switch (this) {
            case MD5 -> new MD5Digest();
            case SHA1 -> new SHA1Digest();
            case SHA256 -> new SHA256Digest();
            case SHA512 -> new SHA512Digest();
            case GOST3411_2012_256 -> new GOST3411_2012_256Digest();
            case GOST3411_2012_512 -> new GOST3411_2012_512Digest();
        };
    }
}
