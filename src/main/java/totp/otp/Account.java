package totp.otp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import totp.crypto.Secret;

/**
 * Somebody's login at some service: its names, how its codes are made, and the shared secret K.
 *
 * <p>Everything but the secrets' life is immutable; a change makes a new account through {@link #toBuilder}, which
 * shares the secrets with the old one. Whoever holds the accounts (an opened vault) closes them.
 */
public final class Account implements AutoCloseable {
    private final UUID id;
    private final String name;
    private final String issuer;
    private final String accountName;
    private final Otp otp;
    private final Secret secret;
    private final @Nullable Secret pin;
    private final List<String> aliases;
    private final List<String> tags;
    private final String note;
    private final boolean favorite;
    private final State state;
    private final @Nullable AwsDevice aws;
    private final @Nullable Instant trashed;
    private final @Nullable Instant created;
    private final @Nullable Instant modified;
    private final long revision;

    private Account(Builder b) {
        id = b.id;
        name = b.name;
        issuer = b.issuer;
        accountName = b.accountName;
        otp = b.otp;
        secret = b.secret;
        pin = b.pin;
        aliases = List.copyOf(b.aliases);
        tags = List.copyOf(b.tags);
        note = b.note;
        favorite = b.favorite;
        state = b.state;
        aws = b.aws;
        trashed = b.trashed;
        created = b.created;
        modified = b.modified;
        revision = b.revision;
    }

    /** Whether the other side is known to have taken the secret. */
    public enum State {
        ACTIVE,
        /** Stored before its registration (with AWS, in a console) was confirmed. */
        PENDING
    }

    public static Builder builder(UUID id, String name, Otp otp, Secret secret) {
        return new Builder(id, name, otp, secret);
    }

    public Builder toBuilder() {
        return new Builder(id, name, otp, secret)
                .issuer(issuer)
                .accountName(accountName)
                .pin(pin)
                .aliases(aliases)
                .tags(tags)
                .note(note)
                .favorite(favorite)
                .state(state)
                .aws(aws)
                .trashed(trashed)
                .created(created)
                .modified(modified)
                .revision(revision);
    }

    /** The same account with secrets of its own, which outlive the vault's. */
    public Account copy() {
        return toBuilder()
                .secret(secret.copy())
                .pin(pin == null ? null : pin.copy())
                .build();
    }

    public UUID id() {
        return id;
    }

    /** The name that is unique among the accounts of a vault. */
    public String name() {
        return name;
    }

    /** The service, or an empty text. */
    public String issuer() {
        return issuer;
    }

    /** The login at that service, or an empty text. */
    public String accountName() {
        return accountName;
    }

    public Otp otp() {
        return otp;
    }

    public Secret secret() {
        return secret;
    }

    public @Nullable Secret pin() {
        return pin;
    }

    /** Further names, an AWS serial ARN among them. */
    public List<String> aliases() {
        return aliases;
    }

    public List<String> tags() {
        return tags;
    }

    public String note() {
        return note;
    }

    /** Whether its owner wants it before the others. */
    public boolean isFavorite() {
        return favorite;
    }

    public State state() {
        return state;
    }

    public @Nullable AwsDevice aws() {
        return aws;
    }

    /** When the account was put into the trash; null if it was not. */
    public @Nullable Instant trashed() {
        return trashed;
    }

    public @Nullable Instant created() {
        return created;
    }

    public @Nullable Instant modified() {
        return modified;
    }

    /** Counts the changes, so that a merge can tell the newer of two. */
    public long revision() {
        return revision;
    }

    /** Whether no code can be made because the scheme has a PIN and it is not known. */
    public boolean lacksPin() {
        return otp.takesPin() && pin == null;
    }

    @Override
    public void close() {
        secret.close();
        if (pin != null) {
            pin.close();
        }
    }

    /** The name only: this is what an exception or a log would print. */
    @Override
    public String toString() {
        return "Account[" + name + "]";
    }

    /** Collects what an account is made of; absent parts have the defaults of the vault format. */
    public static final class Builder {
        private UUID id;
        private String name;
        private Otp otp;
        private Secret secret;
        private String issuer = "";
        private String accountName = "";
        private @Nullable Secret pin;
        private List<String> aliases = List.of();
        private List<String> tags = List.of();
        private String note = "";
        private boolean favorite;
        private State state = State.ACTIVE;
        private @Nullable AwsDevice aws;
        private @Nullable Instant trashed;
        private @Nullable Instant created;
        private @Nullable Instant modified;
        private long revision;

        private Builder(UUID id, String name, Otp otp, Secret secret) {
            this.id = id;
            this.name = name;
            this.otp = otp;
            this.secret = secret;
        }

        public Builder id(UUID value) {
            id = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder otp(Otp value) {
            otp = value;
            return this;
        }

        public Builder secret(Secret value) {
            secret = value;
            return this;
        }

        public Builder issuer(String value) {
            issuer = value;
            return this;
        }

        public Builder accountName(String value) {
            accountName = value;
            return this;
        }

        public Builder pin(@Nullable Secret value) {
            pin = value;
            return this;
        }

        public Builder aliases(List<String> value) {
            aliases = value;
            return this;
        }

        public Builder tags(List<String> value) {
            tags = value;
            return this;
        }

        public Builder note(String value) {
            note = value;
            return this;
        }

        public Builder favorite(boolean value) {
            favorite = value;
            return this;
        }

        public Builder state(State value) {
            state = value;
            return this;
        }

        public Builder aws(@Nullable AwsDevice value) {
            aws = value;
            return this;
        }

        public Builder trashed(@Nullable Instant value) {
            trashed = value;
            return this;
        }

        public Builder created(@Nullable Instant value) {
            created = value;
            return this;
        }

        public Builder modified(@Nullable Instant value) {
            modified = value;
            return this;
        }

        public Builder revision(long value) {
            revision = value;
            return this;
        }

        public Account build() {
            return new Account(this);
        }
    }
}
