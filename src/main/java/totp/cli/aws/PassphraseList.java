package totp.cli.aws;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import totp.cli.session.ExitCode;
import totp.cli.session.Failure;
import totp.crypto.Secret;
import totp.message.Message;
import totp.vault.PrivateFile;
import totp.vault.VaultException;

/**
 * What opens the files that are handed over: a file of lines {@code user TAB file TAB passphrase}. It takes another way to the
 * users than those files, and is replaced whole with each line, so that no line of it is ever cut.
 */
final class PassphraseList implements AutoCloseable {
    /** 130 bits. */
    static final int LENGTH = 26;

    private static final int BYTES_MAX = 16 << 20;
    private static final Pattern LINE = Pattern.compile("([^\\t\\n]+)\\t([^\\t\\n]+)\\t([A-Z2-7]{" + LENGTH + "})");

    private final Path file;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    private PassphraseList(Path file) {
        this.file = file;
    }

    /** What a user's file is called, and what opens it. */
    private record Line(String file, Secret passphrase) {}

    /**
     * The list as an earlier run left it, or a new one.
     *
     * @throws Failure {@code EXISTS} if the file is something else
     */
    static PassphraseList read(Path file) throws Failure, VaultException {
        PassphraseList list = new PassphraseList(file);
        try (Secret content = PrivateFile.read(file, BYTES_MAX).orElseGet(() -> Secret.adopt(new byte[0]))) {
            content.<Failure>lend(bytes -> list.parse(new String(bytes, StandardCharsets.UTF_8)));
            return list;
        } catch (Failure e) {
            list.close();
            throw e;
        }
    }

    /** Strict: what is not to the last character a list of this program's is not written over. */
    private void parse(String text) throws Failure {
        for (String line : text.lines().toList()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                Secret passphrase = Secret.adopt(parts.group(3).getBytes(StandardCharsets.US_ASCII));
                Line before = lines.put(parts.group(1), new Line(parts.group(2), passphrase));
                if (before != null) {
                    before.passphrase.close();
                }
            } else {
                throw new Failure(
                        ExitCode.EXISTS,
                        Message.of("aws.passphrases-other-file", file),
                        Message.of("aws.give-another-file"));
            }
        }
    }

    /** What opens a user's file; stays this list's. */
    Optional<Secret> of(String user) {
        return Optional.ofNullable(lines.get(user)).map(Line::passphrase);
    }

    /** Finds out whether it can be written, before anything depends on it. */
    void rehearse() throws VaultException {
        write();
    }

    /**
     * Notes what opens a user's file; it is on the disk when this returns.
     *
     * @param passphrase taken over
     */
    void put(String user, Path of, Secret passphrase) throws VaultException {
        Line line = new Line(of.toString(), passphrase);
        Line before = lines.put(user, line);
        if (before != null && before.file.equals(line.file) && before.passphrase == passphrase) {
            return;
        }
        if (before != null && before.passphrase != passphrase) {
            before.passphrase.close();
        }
        write();
    }

    private void write() throws VaultException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        lines.forEach((user, line) -> {
            text.writeBytes((user + "\t" + line.file + "\t").getBytes(StandardCharsets.UTF_8));
            line.passphrase.lend(bytes -> text.writeBytes(bytes));
            text.write('\n');
        });
        try (Secret content = Secret.adopt(text.toByteArray())) {
            PrivateFile.replace(file, content);
        }
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.passphrase.close());
    }
}
