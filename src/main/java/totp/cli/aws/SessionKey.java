package totp.cli.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import totp.aws.Chain;
import totp.aws.Chain.Hop;
import totp.crypto.Hash;

/**
 * The name under which a session is kept: a hash over all that decides what AWS would answer, so that two profiles that come to
 * the same share a session, and a profile that was changed never gets the session of what it was.
 */
final class SessionKey {
    private static final String FORMAT = "1";
    private static final int BYTES = 16;

    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

    private SessionKey(String kind, Chain chain, String serial) {
        add(FORMAT);
        add(kind);
        add(chain.stsAddress());
        add(chain.partition());
        add(chain.base().kind().name());
        add(chain.base().description());
        add(serial);
    }

    /** Of the session that a user's code begins, from which roles are assumed. */
    static String ofUser(Chain chain, String serial, Duration lifetime) {
        SessionKey key = new SessionKey("mfa", chain, serial);
        key.add(lifetime.toString());
        return key.hex();
    }

    /** Of the role at a place of the chain. */
    static String ofRole(Chain chain, int place) {
        SessionKey key = new SessionKey("role", chain, chain.serial().orElse(""));
        for (Hop hop : chain.hops().subList(0, place + 1)) {
            key.add(hop.roleArn());
            key.add(hop.externalId().orElse(""));
            key.add(hop.sessionName().orElse(""));
            key.add(hop.lifetime().toString());
        }
        return key.hex();
    }

    /** Of what is known about whose the base's credentials are. */
    static String ofOwner(Chain chain) {
        return new SessionKey("who", chain, "").hex();
    }

    private void add(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        parts.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        parts.writeBytes(bytes);
    }

    private String hex() {
        return HexFormat.of().formatHex(Hash.SHA256.digest(parts.toByteArray()), 0, BYTES);
    }
}
