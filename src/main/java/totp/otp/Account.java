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
    /** A copy of its own, which nobody changes. */
    private final Builder parts;

    private Account(Builder given) {
        parts = new Builder(given);
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
        return new Builder(parts);
    }

    /** The same account with secrets of its own, which outlive the vault's. */
    public Account copy() {
        return toBuilder()
                .secret(parts.secret.copy())
                .pin(parts.pin == null ? null : parts.pin.copy())
                .build();
    }

    public UUID id() {
        return parts.id;
    }

    /** The name that is unique among the accounts of a vault. */
    public String name() {
        return parts.name;
    }

    /** The service, or an empty text. */
    public String issuer() {
        return parts.issuer;
    }

    /** The login at that service, or an empty text. */
    public String accountName() {
        return parts.accountName;
    }

    public Otp otp() {
        return parts.otp;
    }

    public Secret secret() {
        return parts.secret;
    }

    public @Nullable Secret pin() {
        return parts.pin;
    }

    /** Further names, an AWS serial ARN among them. */
    public List<String> aliases() {
        return parts.aliases;
    }

    public List<String> tags() {
        return parts.tags;
    }

    /** Where its codes may be filled in, each a {@link Site} as it is written; of a later version perhaps something else. */
    public List<String> sites() {
        return parts.sites;
    }

    /** Whether its codes may go into a page: of a site that its owner named, or where AWS asks for those of its device. */
    public boolean isFor(Origin page) {
        AwsDevice device = aws();
        return (device != null && AwsSignIn.isOf(device.partition(), page))
                || sites().stream().flatMap(site -> Site.parse(site).stream()).anyMatch(site -> site.matches(page));
    }

    public String note() {
        return parts.note;
    }

    /** Whether its owner wants it before the others. */
    public boolean isFavorite() {
        return parts.favorite;
    }

    public State state() {
        return parts.state;
    }

    public @Nullable AwsDevice aws() {
        return parts.aws;
    }

    /** When the account was put into the trash; null if it was not. */
    public @Nullable Instant trashed() {
        return parts.trashed;
    }

    public @Nullable Instant created() {
        return parts.created;
    }

    public @Nullable Instant modified() {
        return parts.modified;
    }

    /** Counts the changes, so that a merge can tell the newer of two. */
    public long revision() {
        return parts.revision;
    }

    /** Whether no code can be made because the scheme has a PIN and it is not known. */
    public boolean lacksPin() {
        return parts.otp.takesPin() && parts.pin == null;
    }

    @Override
    public void close() {
        parts.secret.close();
        if (parts.pin != null) {
            parts.pin.close();
        }
    }

    /** The name only: this is what an exception or a log would print. */
    @Override
    public String toString() {
        return "Account[" + parts.name + "]";
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
        private List<String> sites = List.of();
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

        private Builder(Builder other) {
            id = other.id;
            name = other.name;
            issuer = other.issuer;
            accountName = other.accountName;
            otp = other.otp;
            secret = other.secret;
            pin = other.pin;
            aliases = List.copyOf(other.aliases);
            tags = List.copyOf(other.tags);
            sites = List.copyOf(other.sites);
            note = other.note;
            favorite = other.favorite;
            state = other.state;
            aws = other.aws;
            trashed = other.trashed;
            created = other.created;
            modified = other.modified;
            revision = other.revision;
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

        public Builder sites(List<String> value) {
            sites = value;
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
