package totp.cli.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.message.Message;

/** What the list shows, and where somebody is in it. Only one thread changes it, and the view only reads it. */
final class Model {
    /** Counter-based codes stay on the screen for so long. */
    private static final int COUNTED_SECONDS = 60;

    private List<Row> all = List.of();
    private List<Row> found = List.of();
    private String query = "";
    private int selected;
    private int top;
    private int height = 1;
    private final Map<UUID, CodePair> codes = new HashMap<>();
    private final Map<UUID, Until> counted = new HashMap<>();
    private final Map<UUID, Instant> used = new HashMap<>();
    private boolean hides;
    private @Nullable UUID revealed;
    private Message message = Message.NONE;

    /** A text that is shown until then. */
    private record Until(String text, Instant end) {}

    Model(String query, boolean hides) {
        this.query = query;
        this.hides = hides;
    }

    /** Other accounts, or the same ones changed; the selected one stays so if it is among them. */
    void setRows(List<Row> rows) {
        all = rows;
        search(query);
        codes.keySet().removeIf(id -> rows.stream().noneMatch(row -> row.id().equals(id)));
    }

    void search(String text) {
        Optional<UUID> before = selected().map(Row::id);
        boolean same = text.equals(query);
        query = text;
        found = Row.matching(all, text);
        selected = 0;
        for (int i = 0; same && i < found.size(); i++) {
            if (before.isPresent() && found.get(i).id().equals(before.get())) {
                selected = i;
            }
        }
        scroll();
    }

    String query() {
        return query;
    }

    int total() {
        return all.size();
    }

    List<Row> found() {
        return found;
    }

    int selection() {
        return selected;
    }

    Optional<Row> selected() {
        return selected < found.size() ? Optional.of(found.get(selected)) : Optional.empty();
    }

    /** Goes up (negative) or down, and no further than the ends. */
    void move(int rows) {
        selected = Math.max(0, Math.min(found.size() - 1, selected + rows));
        revealed = null;
        scroll();
    }

    /** How many rows there is room for. */
    void setHeight(int rows) {
        height = Math.max(1, rows);
        scroll();
    }

    int height() {
        return height;
    }

    private void scroll() {
        int last = Math.max(0, found.size() - height);
        top = Math.max(0, Math.min(Math.min(top, selected), last));
        if (selected >= top + height) {
            top = selected - height + 1;
        }
    }

    int top() {
        return top;
    }

    List<Row> visible() {
        return found.subList(top, Math.min(found.size(), top + height));
    }

    void put(Map<UUID, CodePair> fresh) {
        codes.putAll(fresh);
    }

    /** The codes of which one is valid. */
    Optional<CodePair> codes(Row row, Instant now) {
        return Optional.ofNullable(codes.get(row.id())).filter(pair -> pair.isKnownAt(now));
    }

    /** The visible accounts whose codes are to be shown and are not known, or of which the next one is not. */
    List<UUID> missing(Instant now) {
        List<UUID> missing = new ArrayList<>();
        for (Row row : visible()) {
            CodePair pair = codes.get(row.id());
            boolean known = pair != null && pair.positionAt(now) == 0;
            if (row.hasCodes() && !row.isCounted() && isShown(row) && !known) {
                missing.add(row.id());
            }
        }
        return missing;
    }

    /** The visible accounts whose codes are shown. */
    List<UUID> shown() {
        List<UUID> shown = new ArrayList<>();
        for (Row row : visible()) {
            if (row.hasCodes() && !row.isCounted() && isShown(row)) {
                shown.add(row.id());
            }
        }
        return shown;
    }

    boolean isShown(Row row) {
        return !hides || row.id().equals(revealed);
    }

    boolean hides() {
        return hides;
    }

    void hideAll(boolean hide) {
        hides = hide;
        revealed = null;
        if (hide) {
            codes.clear();
            counted.clear();
        }
    }

    /** Shows the selected account's code among hidden ones, or hides it again. */
    void reveal() {
        Optional<UUID> id = selected().map(Row::id);
        revealed = id.isPresent() && !id.get().equals(revealed) ? id.get() : null;
    }

    /** The code of a counter has been made. */
    void count(UUID id, String code, Instant now) {
        counted.put(id, new Until(code, now.plusSeconds(COUNTED_SECONDS)));
        revealed = id;
    }

    Optional<String> counted(Row row, Instant now) {
        return Optional.ofNullable(counted.get(row.id()))
                .filter(code -> now.isBefore(code.end()))
                .map(Until::text);
    }

    /** Whether a code of a counter is shown that will go. */
    boolean hasCounted() {
        return !counted.isEmpty();
    }

    void forgetOldCodes(Instant now) {
        counted.values().removeIf(code -> !now.isBefore(code.end()));
        codes.values().removeIf(pair -> !pair.isKnownAt(now));
        used.values().removeIf(end -> !now.isBefore(end));
    }

    /** The code that is valid until then was copied. */
    void use(UUID id, Instant end) {
        used.put(id, end);
    }

    boolean isUsed(Row row, Instant now) {
        Instant end = used.get(row.id());
        return end != null && now.isBefore(end);
    }

    void tell(Message text) {
        message = text;
    }

    Message message() {
        return message;
    }

    /** Nothing of the vault stays: no codes, no names. */
    void wipe() {
        all = List.of();
        found = List.of();
        codes.clear();
        counted.clear();
        used.clear();
        revealed = null;
        message = Message.NONE;
        selected = 0;
        top = 0;
    }
}
