package totp.cli.unlock;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import totp.crypto.Secret;

/**
 * Passphrases that a person can read, type and keep in mind: words of the English list of BIP-0039, of which each gives eleven
 * bits and no two begin with the same four letters.
 */
final class Words {
    static final int LISTED = 2048;

    /** 77 bits: behind 64 MiB of Argon2id more than anybody searches. */
    static final int COUNT = 7;

    private final List<String> listed;

    private Words(List<String> listed) {
        this.listed = listed;
    }

    static Words listed() {
        try (InputStream in = Objects.requireNonNull(Words.class.getResourceAsStream("words.txt"))) {
            return new Words(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the list is in the program", e);
        }
    }

    List<String> all() {
        return listed;
    }

    /** Some of them by chance, with dashes between. */
    Secret passphrase(SecureRandom random) {
        Secret text = Secret.adopt(new byte[0]);
        for (int i = 0; i < COUNT; i++) {
            String word = (i == 0 ? "" : "-") + listed.get(random.nextInt(LISTED));
            try (Secret before = text;
                    Secret next = Secret.adopt(word.getBytes(StandardCharsets.US_ASCII))) {
                text = before.followedBy(next);
            }
        }
        return text;
    }
}
