package totp.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AccountLimits;
import totp.otp.Algorithm;
import totp.otp.AwsDevice;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.otp.OtpParameters;
import totp.otp.Scheme;
import totp.otp.TimeBased;

/** Collects the members of one entry, in whatever order they stand, and makes the account of them. */
final class EntryReader {
    /** In {@code edits}, all parts that are not named. */
    static final String OTHER_PARTS = "";

    private @Nullable UUID id;
    private @Nullable String name;
    private String type = "totp";
    private String issuer = "";
    private String accountName = "";
    private @Nullable Secret secret;
    private @Nullable Secret pin;
    private @Nullable String algorithm;
    private int digits;
    private int period;
    private long counter;
    private List<String> aliases = List.of();
    private List<String> tags = List.of();
    private List<String> sites = List.of();
    private String note = "";
    private boolean favorite;
    private Account.State state = Account.State.ACTIVE;
    private @Nullable AwsDevice aws;
    private final UnknownMembers awsUnknown = new UnknownMembers();
    private @Nullable Instant trashed;
    private @Nullable Instant created;
    private @Nullable Instant modified;
    private long revision;
    private Edits edits = Edits.NONE;

    /** Reads the value of a member, unless its name is not one of this version's. */
    boolean take(String member, JsonCursor in) throws IOException {
        switch (member) {
            case "id" -> id = in.id();
            case "name" -> name = in.text(AccountLimits.TEXT_BYTES_MAX);
            case "type" -> type = in.text(AccountLimits.TEXT_BYTES_MAX);
            case "issuer" -> issuer = in.text(AccountLimits.TEXT_BYTES_MAX);
            case "account" -> accountName = in.text(AccountLimits.TEXT_BYTES_MAX);
            case "secret" -> secret = in.base64();
            case "pin" -> pin = in.isNull() ? null : in.secretText();
            case "algorithm" -> algorithm = in.text(AccountLimits.TEXT_BYTES_MAX);
            case "digits" -> digits = (int) in.integer(1, 10);
            case "period" -> period = (int) in.integer(1, TimeBased.PERIOD_SECONDS_MAX);
            case "counter" -> counter = in.integer(0, Hotp.COUNTER_MAX);
            default -> {
                return takeDescription(member, in);
            }
        }
        return true;
    }

    private boolean takeDescription(String member, JsonCursor in) throws IOException {
        switch (member) {
            case "aliases" -> aliases = in.texts();
            case "tags" -> tags = in.texts();
            case "sites" -> sites = in.texts();
            case "note" -> note = in.text(AccountLimits.NOTE_BYTES_MAX);
            case "favorite" -> favorite = in.truth();
            case "state" -> state = state(in.text(AccountLimits.TEXT_BYTES_MAX));
            case "aws" -> aws = in.isNull() ? null : device(in);
            case "trashed" -> trashed = in.time();
            case "created" -> created = in.time();
            case "modified" -> modified = in.time();
            case "rev" -> revision = in.integer(0, JsonCursor.INTEGER_MAX);
            case "edits" -> edits = edits(in);
            default -> {
                return false;
            }
        }
        return true;
    }

    UUID id() throws IOException {
        return required(id);
    }

    long revision() {
        return revision;
    }

    Edits edits() {
        return edits;
    }

    /** The account, unless its type or algorithm is one that a later version brought in. */
    Optional<Account> account() throws IOException {
        Optional<Otp> otp = otp();
        if (otp.isEmpty()) {
            close();
            return Optional.empty();
        }
        return Optional.of(Account.builder(required(id), name == null ? madeName() : name, otp.get(), required(secret))
                .issuer(issuer)
                .accountName(accountName)
                .pin(pin)
                .aliases(aliases)
                .tags(tags)
                .sites(sites)
                .note(note)
                .favorite(favorite)
                .state(state)
                .aws(aws)
                .trashed(trashed)
                .created(created)
                .modified(modified)
                .revision(revision)
                .build());
    }

    /** What stands in {@code aws} that this version does not know. */
    @Nullable
    Secret awsUnknown() {
        return awsUnknown.joined();
    }

    void close() {
        if (secret != null) {
            secret.close();
        }
        if (pin != null) {
            pin.close();
        }
    }

    private Optional<Otp> otp() {
        Optional<Scheme> scheme = Scheme.named(type);
        Optional<Algorithm> hash =
                scheme.filter(Scheme::takesAlgorithm).isPresent() ? algorithm() : Optional.of(Algorithm.SHA1);
        return scheme.flatMap(known -> hash.map(chosen -> new OtpParameters(
                        known,
                        chosen,
                        digits == 0 ? known.digits() : digits,
                        period == 0 ? known.periodSeconds() : period,
                        counter)
                .otp()));
    }

    private Optional<Algorithm> algorithm() {
        return algorithm == null ? Optional.of(Algorithm.SHA1) : Algorithm.labelled(algorithm);
    }

    private static Account.State state(String text) throws IOException {
        return switch (text) {
            case "active" -> Account.State.ACTIVE;
            case "pending" -> Account.State.PENDING;
            default -> throw new IOException("unknown state");
        };
    }

    /** As the format page says, so that every reader shows the same; what may stand in a new name is another question. */
    private String madeName() throws IOException {
        String made = issuer.isEmpty() || accountName.isEmpty() ? issuer + accountName : issuer + ":" + accountName;
        boolean fits = !made.isEmpty() && made.getBytes(StandardCharsets.UTF_8).length <= AccountLimits.TEXT_BYTES_MAX;
        return fits ? made : required(id).toString();
    }

    private AwsDevice device(JsonCursor in) throws IOException {
        in.beginObject();
        String serial = null;
        String user = "";
        String accountId = "";
        String partition = "";
        String replaces = null;
        Instant stale = null;
        for (String member = in.member(); member != null; member = in.member()) {
            switch (member) {
                case "serial" -> serial = in.text(AccountLimits.TEXT_BYTES_MAX);
                case "user" -> user = in.text(AccountLimits.TEXT_BYTES_MAX);
                case "account_id" -> accountId = in.text(AccountLimits.TEXT_BYTES_MAX);
                case "partition" -> partition = in.text(AccountLimits.TEXT_BYTES_MAX);
                case "replaces" -> replaces = in.text(AccountLimits.TEXT_BYTES_MAX);
                case "stale" -> stale = in.time();
                default -> awsUnknown.keep(in.wholeMember());
            }
        }
        return new AwsDevice(required(serial), user, accountId, partition, replaces, stale);
    }

    private static Edits edits(JsonCursor in) throws IOException {
        in.beginObject();
        Edits.Stamp others = Edits.Stamp.NEVER;
        SortedMap<String, Edits.Stamp> stamps = new TreeMap<>();
        for (String part = in.member(); part != null; part = in.member()) {
            if (part.equals(OTHER_PARTS)) {
                others = stamp(in);
            } else if (stamps.put(part, stamp(in)) != null || stamps.size() > Edits.STAMPS_MAX) {
                throw new IOException("too many parts");
            }
        }
        return new Edits(others, stamps);
    }

    private static Edits.Stamp stamp(JsonCursor in) throws IOException {
        in.beginArray();
        if (!in.element()) {
            throw new IOException("no revision");
        }
        long revision = in.integer(1, JsonCursor.INTEGER_MAX);
        if (!in.element()) {
            throw new IOException("no time");
        }
        Instant time = in.time();
        if (in.element()) {
            throw new IOException("more than revision and time");
        }
        return new Edits.Stamp(revision, time);
    }

    private static <T> T required(@Nullable T value) throws IOException {
        if (value == null) {
            throw new IOException("a member is missing");
        }
        return value;
    }
}
