package totp.aws;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/**
 * One of the AWS config files, read as the AWS CLI reads it, by the rules of Python's {@code configparser}: keys in any case,
 * behind {@code =} or {@code :}; lines that are indented deeper than their key go on with its value; whole lines are comments
 * behind {@code #} or {@code ;}, and what stands behind a value belongs to it. The SDK's own reader refuses some of that, and
 * its messages quote the line, which may be a key. A section or a key that stands twice is refused, as by the AWS CLI.
 */
final class ConfigFile {
    /** Real ones are a few kilobytes. */
    private static final int BYTES_MAX = 4 << 20;

    private final Path file;
    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    private Map<String, String> section = Map.of();
    private String key = "";
    private int indent;
    private int number;

    private ConfigFile(Path file) {
        this.file = file;
    }

    /**
     * Its sections, each with its values; a value of several lines begins with a line end, as nested ones do.
     *
     * @return none if there is no such file
     * @throws AwsException {@code SETTINGS}, with the file and the number of the line, never with the line
     */
    static Map<String, Map<String, String>> read(Path file) throws AwsException {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        return new ConfigFile(file).parsed(bytes(file));
    }

    /**
     * The same of what the file would hold.
     *
     * @param file for messages
     */
    static Map<String, Map<String, String>> parse(Path file, byte[] bytes) throws AwsException {
        return new ConfigFile(file).parsed(bytes);
    }

    private Map<String, Map<String, String>> parsed(byte[] bytes) throws AwsException {
        for (String line : text(bytes).split("\r\n|[\n\r]", -1)) {
            number++;
            line(line);
        }
        return sections;
    }

    private static byte[] bytes(Path file) throws AwsException {
        ConfigFile read = new ConfigFile(file);
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw read.refused(Message.of("aws.larger-than-mib", BYTES_MAX >> 20));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw read.refused(Message.of("aws.cannot-read"));
        }
    }

    private String text(byte[] bytes) throws AwsException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text; // the byte order mark of Windows' editors
        } catch (CharacterCodingException e) {
            throw refused(Message.of("aws.not-utf-8"));
        }
    }

    private void line(String line) throws AwsException {
        String text = line.strip();
        if (text.startsWith("#") || text.startsWith(";")) {
            return;
        }
        int depth = line.length() - line.stripLeading().length();
        if (text.isEmpty()) {
            return;
        }
        if (!key.isEmpty() && depth > indent) {
            section.merge(key, "\n" + text, String::concat);
            return;
        }
        indent = depth;
        key = "";
        if (text.startsWith("[") && text.lastIndexOf(']') > 1) {
            begin(text.substring(1, text.lastIndexOf(']')));
        } else {
            property(text);
        }
    }

    private void begin(String name) throws AwsException {
        section = new LinkedHashMap<>();
        if (sections.put(name, section) != null) {
            throw refused(Message.of("aws.section-stands-twice-second", number));
        }
    }

    private void property(String text) throws AwsException {
        int end = end(text);
        if (sections.isEmpty()) {
            throw refused(Message.of("aws.line-stands-before-first", number));
        }
        if (end <= 0) {
            throw refused(Message.of("aws.line-neither-section-nor", number));
        }
        key = text.substring(0, end).strip().toLowerCase(Locale.ROOT);
        if (section.put(key, text.substring(end + 1).strip()) != null) {
            throw refused(Message.of("aws.key-stands-twice-section", number));
        }
    }

    /** The first of the two characters between key and value, or -1. */
    private static int end(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    private AwsException refused(Message why) {
        return new AwsException(Reason.SETTINGS, "BadConfigFile", Message.of("aws.cannot-make-sense", file, why));
    }
}
