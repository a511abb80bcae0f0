package totp.qr;

/** Tells pictures by how they begin. It needs nothing of Java's desktop part, which not every Java has, to see that there is none. */
public final class PictureKind {
    private PictureKind() {}

    /** Whether these bytes begin like a picture of a kind that might be read here. */
    public static boolean looksLike(byte[] bytes) {
        return starts(bytes, 0x89, 'P', 'N', 'G')
                || starts(bytes, 0xff, 0xd8, 0xff)
                || starts(bytes, 'G', 'I', 'F', '8')
                || isBmp(bytes)
                || starts(bytes, 'I', 'I', 42, 0)
                || starts(bytes, 'M', 'M', 0, 42)
                || (starts(bytes, 'R', 'I', 'F', 'F') && bytes.length > 12 && bytes[8] == 'W' && bytes[9] == 'E')
                || isAvifOrHeic(bytes);
    }

    /** Two letters are no mark: a secret in base32 may begin with them. The header's reserved bytes are zero. */
    private static boolean isBmp(byte[] bytes) {
        return starts(bytes, 'B', 'M') && bytes.length >= 26 && (bytes[6] | bytes[7] | bytes[8] | bytes[9]) == 0;
    }

    static boolean isAvifOrHeic(byte[] bytes) {
        return bytes.length > 12
                && bytes[4] == 'f'
                && bytes[5] == 't'
                && bytes[6] == 'y'
                && bytes[7] == 'p'
                && (bytes[8] == 'a' || bytes[8] == 'h' || bytes[8] == 'm');
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
