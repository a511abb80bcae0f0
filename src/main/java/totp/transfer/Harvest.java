package totp.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import totp.message.Message;
import totp.otp.AccountLimits;
import totp.otp.OutOfRangeException;
import totp.otp.SteamName;
import totp.otp.Text;
import totp.otp.Yandex;

/** What comes out of a file: accounts, the entries that were left out, and what people should know. */
public final class Harvest implements AutoCloseable {
    /** More than any person has, and few enough to be held in memory. */
    private static final int ENTRIES_MAX = 100_000;

    /** Enough to know an entry by; a label as long as its file would bury what is said beside it. */
    private static final int LABEL_CHARS_MAX = 200;

    /** Nobody reads more; a file may give rise to one for each of its entries. */
    private static final int WARNINGS_MAX = 1000;

    private final List<Entry> entries = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private final Set<Message> warnings = new LinkedHashSet<>();
    private final List<Message> doubts = new ArrayList<>();
    private final MigrationParts parts = new MigrationParts();
    private final Kdf kdf = new Kdf();
    private final boolean named;
    private String label = "";
    private int position;
    private int unsaid;

    /** @param named whether somebody said which format it is, so that what looks unlikely is tried all the same */
    Harvest(boolean named) {
        this.named = named;
    }

    /**
     * An entry that is not imported.
     *
     * @param position from 1, in the order of the file
     * @param label what the file calls it; may be empty
     * @param reason holds nothing of the entry
     */
    public record Skipped(int position, String label, Message reason) {}

    /** Reads one entry of a file. */
    @FunctionalInterface
    interface Reading {
        /** Returns the entry, or null if there is no secret in it and none is missed. */
        @Nullable
        Entry read() throws TransferException;
    }

    /** In the order of the file. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Whether nothing was found, usable or not, nor a part of an export without accounts. */
    boolean isEmpty() {
        return position == 0 && parts.isEmpty();
    }

    public List<Skipped> skipped() {
        return List.copyOf(skipped);
    }

    /** Sentences for people; nothing secret is in them. */
    public List<Message> warnings() {
        doubts.forEach(this::warn); // behind what the importer has to say of the whole file
        doubts.clear();
        List<Message> all = new ArrayList<>(warnings);
        if (unsaid > 0) {
            all.add(Message.of("transfer.more-warnings", unsaid));
        }
        return List.copyOf(all);
    }

    /** Derives keys for this file, within what a file may cost. */
    Kdf kdf() {
        return kdf;
    }

    /**
     * Tells of a version that is not known: what a later one changed nobody knows yet, so somebody has to ask for it.
     *
     * @throws TransferException unless somebody named the format
     */
    void later(String app, String format) throws TransferException {
        Message what = Message.of("transfer.later-version", app);
        if (!named) {
            throw new TransferException(Message.of("transfer.format-tries-read", what, format));
        }
        warn(Message.of("transfer.compare-codes", what));
    }

    /** The parts of exports of Google Authenticator that came, so that missing ones can be named. */
    public MigrationParts parts() {
        return parts;
    }

    /**
     * Takes the next entry of the file, or notes why it cannot be taken.
     *
     * @throws TransferException if there are more than anybody has
     */
    void take(String called, Reading reading) throws TransferException {
        label = shortened(line(called));
        if (++position > ENTRIES_MAX) {
            throw new TransferException(Message.of("transfer.holds-more-than-entries", ENTRIES_MAX));
        }
        try {
            Entry entry = reading.read();
            if (entry != null) {
                Entry good = checked(entry);
                entries.add(good);
                SteamName.doubt(good.issuer(), good.account(), good.otp())
                        .ifPresent(
                                doubt -> doubts.add(label.isEmpty() ? doubt : Message.of("message.of", label, doubt)));
            }
        } catch (TransferException e) {
            skipped.add(new Skipped(position, label, e.message()));
        } catch (OutOfRangeException e) {
            skipped.add(new Skipped(position, label, e.message()));
        }
    }

    void warn(Message sentence) {
        if (warnings.size() < WARNINGS_MAX) {
            warnings.add(sentence);
        } else if (!warnings.contains(sentence)) {
            unsaid++;
        }
    }

    /** Warns of the entry that is being taken, by what the file calls it. */
    void warnOfEntry(Message sentence) {
        warn(label.isEmpty() ? sentence : Message.of("message.of", label, sentence));
    }

    private static Entry checked(Entry entry) throws TransferException {
        try {
            if (entry.secret().length() == 0 || entry.secret().length() > AccountLimits.SECRET_BYTES_MAX) {
                throw new TransferException(Message.of("transfer.secret-empty-too-long"));
            }
            if (entry.pin() != null && entry.pin().length() > AccountLimits.SECRET_BYTES_MAX) {
                throw new TransferException(Message.of("transfer.pin-too-long"));
            }
            if (entry.otp() instanceof Yandex && !Yandex.accepts(entry.secret())) {
                throw new TransferException(Message.of("transfer.secret-none-yandex-16"));
            }
            Set<String> groups = new LinkedHashSet<>();
            for (String group : entry.groups()) {
                String name = bounded(line(group), AccountLimits.TEXT_BYTES_MAX, "group");
                if (!name.isEmpty()) {
                    groups.add(name);
                }
            }
            return entry.named(
                            bounded(line(entry.issuer()), AccountLimits.TEXT_BYTES_MAX, "issuer"),
                            bounded(line(entry.account()), AccountLimits.TEXT_BYTES_MAX, "account"))
                    .withNote(bounded(text(entry.note()), AccountLimits.NOTE_BYTES_MAX, "note"))
                    .withGroups(List.copyOf(groups));
        } catch (TransferException e) {
            entry.close();
            throw e;
        }
    }

    private static String bounded(String text, int bytesMax, String what) throws TransferException {
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw new TransferException(Message.of("transfer.longer-than-bytes", what, bytesMax));
        }
        return text;
    }

    /** As long as people read, for a name that stands in a sentence. */
    static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= LABEL_CHARS_MAX ? text : text.substring(0, text.offsetByCodePoints(0, LABEL_CHARS_MAX)) + "…";
    }

    /** One line without control characters: it goes to terminals. */
    private static String line(String text) {
        return text(text.replace('\n', ' ')).strip();
    }

    private static String text(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .filter(c -> c != '\r')
                .map(c -> c != '\n' && Character.isISOControl(c) ? ' ' : c)
                .forEach(out::appendCodePoint);
        return Text.normalize(out.toString());
    }

    /** Erases the secrets. */
    @Override
    public void close() {
        entries.forEach(Entry::close);
    }
}
