package totp.aws;

import java.util.Map;
import totp.message.Message;

/**
 * Something that is amiss in an account.
 *
 * @param detail what the message says, by the names of a document's members: texts, numbers, {@link java.time.Instant}s and lists
 *     of texts; in the order in which it is written
 * @param confirmed whether AWS said so after the audit began: of a user who may have mended it since, the report says what was
 */
public record Finding(
        AuditCheck check, Subject subject, Message message, Map<String, Object> detail, boolean confirmed) {
    /**
     * What it is about.
     *
     * @param name of a user, a policy or a device without its path; empty for the account and for root
     * @param arn empty for what has none, such as a policy inside a group
     */
    public record Subject(Kind kind, String name, String arn) {}

    /** Spelled so in documents. */
    public enum Kind {
        account,
        root,
        user,
        policy,
        device,
        vault
    }

    public AuditLevel level() {
        return check.level();
    }
}
