package totp.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import totp.crypto.Hash;
import totp.crypto.Secret;
import totp.otp.Account;
import totp.otp.AccountName;
import totp.otp.Hotp;
import totp.otp.Otp;
import totp.vault.Edits.Stamp;
import totp.vault.Payload.Entry;

/**
 * Two copies of one account made one. Whichever copy comes first, and however many are merged in whatever order, the same
 * comes out: each part is taken from the copy that changed it later, and where both say the same of that the greater value
 * decides.
 */
final class EntryMerge {
    /** The tag of what is kept beside an account that makes other codes on the other side. */
    static final String CONFLICT = "conflict";

    private static final Comparator<Account> NEWEST_LAST = Comparator.comparingLong(Account::revision)
            .thenComparing(Account::modified, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Entry one;
    private final Entry other;
    private final Edits ofOne;
    private final Edits ofOther;

    /** Of two entries with one id. */
    EntryMerge(Entry one, Entry other) {
        this.one = one;
        this.other = other;
        this.ofOne = Edits.of(one.account(), one.edits());
        this.ofOther = Edits.of(other.account(), other.edits());
    }

    Entry merged() {
        Account code = from(Part.CODE);
        Account merged = newer().account().toBuilder()
                .name(from(Part.NAME).name())
                .issuer(from(Part.ISSUER).issuer())
                .accountName(from(Part.ACCOUNT).accountName())
                .otp(otp(code))
                .secret(code.secret())
                .pin(code.pin())
                .note(from(Part.NOTE).note())
                .favorite(from(Part.FAVORITE).isFavorite())
                .aws(from(Part.AWS).aws())
                .trashed(from(Part.TRASHED).trashed())
                .aliases(items(Part.Items.ALIASES))
                .tags(items(Part.Items.TAGS))
                .sites(items(Part.Items.SITES))
                .state(state())
                .created(either(created(), (a, b) -> a.isBefore(b) ? a : b))
                .modified(either(modified(), (a, b) -> a.isAfter(b) ? a : b))
                .revision(Math.max(one.account().revision(), other.account().revision()))
                .build();
        return new Entry(merged, ofOne.merged(ofOther), unknown(), awsUnknown(merged));
    }

    /**
     * The account that would be lost: with another secret or PIN always, with other digits and the like if somebody had set
     * them too, and not only never changed them. Its id is a function of what it keeps, so that the next merge finds it there;
     * when it was made, changed or put into the trash would depend on which of three copies are merged first, so it has none of
     * that, and lies where its owner sees it.
     *
     * @param isInLine whether one state came from the other: its parameters are outdated then, and nobody's choice
     */
    Optional<Entry> lost(boolean isInLine) {
        Account kept = from(Part.CODE);
        Account lost = kept == one.account() ? other.account() : one.account();
        boolean same = Part.CODE.of(kept).equals(Part.CODE.of(lost));
        Stamp stamp = (lost == one.account() ? ofOne : ofOther).stamp(Part.CODE.key());
        Stamp winner = (lost == one.account() ? ofOther : ofOne).stamp(Part.CODE.key());
        boolean outdated =
                hasSameSecrets(kept, lost) && (isInLine || (stamp.equals(Stamp.NEVER) && !winner.equals(Stamp.NEVER)));
        if (same || outdated) {
            return Optional.empty();
        }
        UUID id = idOfLost(lost);
        return Optional.of(new Entry(
                lost.toBuilder()
                        .id(id)
                        .name(renamed(lost.name(), id, 0))
                        .aliases(List.of())
                        .tags(List.of(CONFLICT))
                        .sites(List.of())
                        .note("")
                        .favorite(false)
                        .aws(null)
                        .trashed(null)
                        .created(null)
                        .modified(null)
                        .revision(1)
                        .build(),
                Edits.NONE,
                null,
                null));
    }

    /** {@code NAME~} and four hexadecimal digits, others at each attempt, within the length of a name. */
    static String renamed(String name, UUID id, int attempt) {
        String mark = "~" + hash("totp-merge/1 name", id + " " + attempt).substring(0, attempt < 4096 ? 4 : 12);
        int room = AccountName.LENGTH_MAX - mark.length();
        String start = name.codePointCount(0, name.length()) <= room
                ? name
                : name.substring(0, name.offsetByCodePoints(0, room));
        return start + mark;
    }

    private static String hash(String purpose, String text) {
        byte[] bytes = (purpose + " " + text).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Hash.SHA256.digest(bytes));
    }

    private static boolean hasSameSecrets(Account a, Account b) {
        Secret one = a.pin();
        Secret other = b.pin();
        boolean samePin = one == null ? other == null : other != null && one.sameAs(other);
        return samePin && a.secret().sameAs(b.secret());
    }

    /** Keyed by the secret: an id is printed, and must tell no more of it than a code does. */
    private static UUID idOfLost(Account lost) {
        String text = "totp-merge/1 copy " + lost.id() + " " + Part.CODE.of(lost);
        byte[] mac = Hash.SHA256.hmac(lost.secret(), text.getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(mac);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private Entry newer() {
        return NEWEST_LAST.compare(one.account(), other.account()) < 0 ? other : one;
    }

    private Account from(Part part) {
        int order = ofOne.stamp(part.key()).compareTo(ofOther.stamp(part.key()));
        if (order == 0) {
            order = part.of(one.account()).compareTo(part.of(other.account()));
        }
        return order < 0 ? other.account() : one.account();
    }

    /** Counters only rise: a smaller one would give codes that the service has seen. */
    private Otp otp(Account code) {
        if (!(code.otp() instanceof Hotp hotp)) {
            return code.otp();
        }
        long counter = Math.max(counter(one.account()), counter(other.account()));
        return new Hotp(hotp.algorithm(), hotp.digits(), counter);
    }

    private static long counter(Account account) {
        return account.otp() instanceof Hotp hotp ? hotp.counter() : 0;
    }

    /** Once the other side is known to have taken the secret, it has. */
    private Account.State state() {
        boolean active =
                one.account().state() == Account.State.ACTIVE || other.account().state() == Account.State.ACTIVE;
        return active ? Account.State.ACTIVE : Account.State.PENDING;
    }

    private List<String> items(Part.Items items) {
        List<String> first = items.of(one.account());
        List<String> second = items.of(other.account());
        if (first.equals(second)) {
            return first;
        }
        TreeSet<String> all = new TreeSet<>(first);
        all.addAll(second);
        all.removeIf(item -> {
            int order = ofOne.stamp(items.key(item)).compareTo(ofOther.stamp(items.key(item)));
            return order != 0 && !(order > 0 ? first : second).contains(item);
        });
        return new ArrayList<>(all);
    }

    private List<@Nullable Instant> created() {
        return Arrays.asList(one.account().created(), other.account().created());
    }

    private List<@Nullable Instant> modified() {
        return Arrays.asList(one.account().modified(), other.account().modified());
    }

    private static @Nullable Instant either(List<@Nullable Instant> two, BinaryOperator<Instant> choice) {
        Instant first = two.get(0);
        Instant second = two.get(1);
        return first == null || second == null ? (first == null ? second : first) : choice.apply(first, second);
    }

    /** A later version may have noted when it changed a member of its own; otherwise the later state of the entry decides. */
    private @Nullable Secret unknown() {
        return UnknownMembers.merged(one.unknown(), other.unknown(), name -> {
            int order = ofOne.stamp(name).compareTo(ofOther.stamp(name));
            return order == 0 ? NEWEST_LAST.compare(one.account(), other.account()) : order;
        });
    }

    /** Of the side that the device is from. */
    private @Nullable Secret awsUnknown(Account merged) {
        if (merged.aws() == null) {
            return null;
        }
        if (Part.AWS.of(one.account()).equals(Part.AWS.of(other.account()))) {
            return UnknownMembers.merged(
                    one.awsUnknown(), other.awsUnknown(), name -> NEWEST_LAST.compare(one.account(), other.account()));
        }
        return from(Part.AWS) == one.account() ? one.awsUnknown() : other.awsUnknown();
    }

    /** By their bytes: some order that is the same on every machine. */
    static Secret greater(Secret one, Secret other) {
        return one.<Boolean, RuntimeException>use(
                        a -> other.<Boolean, RuntimeException>use(b -> Arrays.compareUnsigned(a, b) < 0))
                ? other
                : one;
    }
}
