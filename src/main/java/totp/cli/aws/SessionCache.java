package totp.cli.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import totp.aws.Identity;
import totp.cli.session.Session;
import totp.cli.unlock.SessionFolder;
import totp.crypto.Secret;
import totp.vault.VaultException;

/** The sessions that are kept. */
final class SessionCache {
    private static final Duration OWNER_KEPT = Duration.ofDays(1);

    private final Session session;
    private final SessionFolder folder;

    /** @param none whether nothing is kept, and nothing that is kept is used */
    SessionCache(Session session, boolean none) {
        this.session = session;
        this.folder = none ? SessionFolder.none(session) : SessionFolder.of(session);
    }

    /** One that AWS takes for a while yet; what is over is none. */
    Optional<SessionEntry> find(String key) {
        Optional<Secret> text = folder.find(key, SessionEntry.BYTES_MAX);
        try (@Nullable Secret closed = text.orElse(null)) {
            return Optional.ofNullable(closed).flatMap(SessionEntry::decode).filter(this::isAlive);
        }
    }

    private boolean isAlive(SessionEntry entry) {
        Instant now = session.host().now();
        return !entry.left(now).isNegative() && !entry.left(now).isZero();
    }

    void keep(String key, SessionEntry entry) {
        try (Secret text = entry.encode()) {
            folder.keep(key, text);
        }
    }

    /** Whose credentials a chain begins with, as AWS said within the last day; one user's keys are never another's. */
    Optional<Identity> owner(String key) {
        Optional<Secret> text = folder.find(key, SessionEntry.BYTES_MAX);
        try (@Nullable Secret closed = text.orElse(null)) {
            Map<String, String> members = closed == null ? Map.of() : closed.use(SessionEntry::members);
            String until = members.getOrDefault("until", "");
            boolean fresh = until.matches("[0-9]{1,15}")
                    && Long.parseLong(until) > session.host().now().getEpochSecond();
            return fresh ? Identity.parse(members.getOrDefault("arn", "")) : Optional.empty();
        }
    }

    void keepOwner(String key, Identity owner) {
        long until = session.host().now().plus(OWNER_KEPT).getEpochSecond();
        String document = "{\"arn\":\"" + owner.arn() + "\",\"until\":\"" + until + "\"}\n";
        try (Secret text = Secret.adopt(document.getBytes(StandardCharsets.UTF_8))) {
            folder.keep(key, text);
        }
    }

    /** A session with the name that it is kept under. */
    record Kept(String key, SessionEntry entry) {}

    List<Kept> all() {
        List<Kept> all = new ArrayList<>();
        for (String key : folder.keys()) {
            find(key).ifPresent(entry -> all.add(new Kept(key, entry)));
        }
        return all;
    }

    void forget(String key) throws VaultException {
        folder.forget(key);
    }

    void forgetAll() throws VaultException {
        folder.forgetAll();
    }
}
