package totp.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The text of one of the AWS config files, changed line by line. Nothing is written anew from what was understood of it: line
 * ends, comments, blanks, a byte order mark and bytes that are no text stay as they are wherever no line is changed, and
 * taking a change back gives the very same bytes. So its characters are its bytes (ISO 8859-1).
 */
final class ConfigText {
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private final Function<String, Optional<String>> names;
    private final List<Line> lines = new ArrayList<>();

    /** A line as it was and as it is now, without what ends it; null where it was not, or is not any more. */
    private static final class Line {
        private final @Nullable String was;
        private @Nullable String now;
        private String end;

        Line(@Nullable String was, @Nullable String now, String end) {
            this.was = was;
            this.now = now;
            this.end = end;
        }
    }

    /**
     * A key with its value.
     *
     * @param key in lower case
     * @param first its line
     * @param last the last one that its value goes on in
     * @param indent what stands before the key
     */
    record Entry(String key, String value, int first, int last, String indent) {}

    /**
     * A section of a profile.
     *
     * @param header its line
     */
    record Section(String profile, int header, List<Entry> entries) {
        Optional<Entry> entry(String key) {
            return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
        }
    }

    private ConfigText(Function<String, Optional<String>> names) {
        this.names = names;
    }

    /**
     * Takes a file apart.
     *
     * @param names the profile that a section of this name is about
     */
    static ConfigText of(byte[] bytes, Function<String, Optional<String>> names) {
        ConfigText made = new ConfigText(names);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = 0;
        while (start < text.length()) {
            int stop = start;
            while (stop < text.length() && text.charAt(stop) != '\n' && text.charAt(stop) != '\r') {
                stop++;
            }
            int next = Math.min(text.length(), text.startsWith("\r\n", stop) ? stop + 2 : stop + 1);
            String line = text.substring(start, stop);
            made.lines.add(new Line(line, line, text.substring(stop, next)));
            start = next;
        }
        return made;
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            if (line.now != null) {
                text.append(line.now).append(line.end);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The sections of profiles; one that stands twice is there twice. */
    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        List<Entry> entries =
                new ArrayList<>(); // of what comes before the first section, or of one that is no profile's
        @Nullable Entry open = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = plain(i);
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
                continue;
            }
            String indent =
                    line.substring(0, line.length() - line.stripLeading().length());
            if (open != null && indent.length() > open.indent.length()) {
                open = new Entry(open.key, open.value + "\n" + text, open.first, i, open.indent);
                entries.set(entries.size() - 1, open);
                continue;
            }
            open = null;
            if (text.startsWith("[") && text.lastIndexOf(']') > 1) {
                entries = new ArrayList<>();
                Optional<String> profile = names.apply(decoded(text.substring(1, text.lastIndexOf(']'))));
                if (profile.isPresent()) {
                    sections.add(new Section(profile.get(), i, entries));
                }
            } else if (keyEnd(text) > 0) {
                int end = keyEnd(text);
                String key = text.substring(0, end).strip().toLowerCase(Locale.ROOT);
                open = new Entry(key, decoded(text.substring(end + 1).strip()), i, i, indent);
                entries.add(open);
            }
        }
        return sections;
    }

    List<Section> sections(String profile) {
        return sections().stream()
                .filter(section -> section.profile().equals(profile))
                .toList();
    }

    /** The first section of a profile; who changes it makes sure that there is no second one. */
    Optional<Section> section(String profile) {
        return sections(profile).stream().findFirst();
    }

    private String plain(int i) {
        String text = lines.get(i).now;
        if (text == null) {
            return "";
        }
        return i == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private static int keyEnd(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    private static String decoded(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Puts something before the key. */
    void prefix(Entry entry, String prefix) {
        change(entry.first(), entry.indent().length(), "", prefix);
    }

    /** Takes that away from the key again. */
    void unprefix(Entry entry, String prefix) {
        change(entry.first(), entry.indent().length(), prefix, "");
    }

    /** Gives the section's name another end. */
    void rename(Section section, String oldEnd, String newEnd) {
        String text = String.valueOf(lines.get(section.header()).now);
        change(section.header(), text.lastIndexOf(']') - encoded(oldEnd).length(), oldEnd, newEnd);
    }

    private void change(int i, int at, String from, String to) {
        Line line = lines.get(i);
        String text = String.valueOf(line.now);
        line.now = text.substring(0, at)
                + encoded(to)
                + text.substring(at + encoded(from).length());
    }

    /** Puts lines behind one; where that is the last of a file that ends without a line end, so does the new last one. */
    void insert(int behind, String indent, List<String> texts) {
        Line before = lines.get(behind);
        String end = before.end;
        String usual = lineEnd(behind);
        before.end = usual;
        for (int i = 0; i < texts.size(); i++) {
            boolean last = i == texts.size() - 1;
            lines.add(behind + 1 + i, new Line(null, indent + encoded(texts.get(i)), last ? end : usual));
        }
    }

    /** Puts lines at the end, behind an empty one if anything is there. */
    void append(List<String> texts) {
        if (lastBefore(lines.size()) < 0) {
            texts.forEach(text -> lines.add(new Line(null, encoded(text), "\n")));
            return;
        }
        List<String> all = new ArrayList<>(List.of(""));
        all.addAll(texts);
        insert(lastBefore(lines.size()), "", all);
    }

    /** Takes a line away that {@link #insert} or {@link #append} put there. */
    void remove(int i) {
        Line line = lines.get(i);
        boolean isLast = line.now != null && i == lastBefore(lines.size());
        line.now = null;
        int before = lastBefore(i);
        if (isLast && line.end.isEmpty() && before >= 0) {
            lines.get(before).end = "";
        }
    }

    /** A key with all lines of its value. */
    void remove(Entry entry) {
        for (int i = entry.last(); i >= entry.first(); i--) {
            remove(i);
        }
    }

    /** The line before this one that is still there, or -1. */
    int lastBefore(int i) {
        int before = i - 1;
        while (before >= 0 && lines.get(before).now == null) {
            before--;
        }
        return before;
    }

    /** What a line says; nothing for one that is not there. */
    String line(int i) {
        return i < 0 ? "" : decoded(plain(i));
    }

    boolean isThere(int i) {
        return i >= 0 && lines.get(i).now != null;
    }

    private String lineEnd(int near) {
        for (int i = near; i >= 0; i--) {
            if (!lines.get(i).end.isEmpty()) {
                return lines.get(i).end;
            }
        }
        return "\n";
    }

    /** What was changed, each run below the header of its section; a line that was not changed is not shown, for it may be a key. */
    List<String> changes() {
        List<String> shown = new ArrayList<>();
        List<String> added = new ArrayList<>();
        String header = "";
        for (Line line : lines) {
            String was = line.was;
            String now = line.now;
            if (was != null && was.equals(now)) {
                shown.addAll(added);
                added.clear();
                header = isHeader(was) ? " " + decoded(was) : header;
                continue;
            }
            if (!header.isEmpty() && !isHeader(String.valueOf(was == null ? now : was)) && !isBetween(now)) {
                shown.add(header);
                header = "";
            }
            if (was != null) {
                shown.add("-" + decoded(was));
            }
            if (now != null) {
                added.add("+" + decoded(now));
            }
        }
        shown.addAll(added);
        return shown;
    }

    private static boolean isHeader(String line) {
        return line.strip().startsWith("[") && line.contains("]");
    }

    /** What stands above the header of a section that is new: it is no part of the one before. */
    private static boolean isBetween(@Nullable String line) {
        return line != null && (line.isEmpty() || line.startsWith("#"));
    }

    boolean isChanged() {
        return lines.stream().anyMatch(line -> line.was == null || !line.was.equals(line.now));
    }
}
