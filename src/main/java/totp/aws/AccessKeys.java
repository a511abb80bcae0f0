package totp.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;
import software.amazon.awssdk.services.iam.model.StatusType;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** The access keys of a user, or of whoever calls: root has no name in IAM, so only root's own credentials lead to root's keys. */
public final class AccessKeys {
    /** How long AWS may go on taking a key that it has deleted. */
    private static final Duration PROOF_PATIENCE = Duration.ofSeconds(30);

    /** What AWS says to a key that it does not know. */
    private static final String GONE = "InvalidClientTokenId";

    private final Iam iam;
    private final IamClient client;
    private final Calls calls;
    private final @Nullable String user;

    /** @param user null for whoever calls */
    AccessKeys(Iam iam, IamClient client, Calls calls, @Nullable String user) {
        this.iam = iam;
        this.client = client;
        this.calls = calls;
        this.user = user;
    }

    /** All of them, the oldest first, with what AWS knows of their use. */
    public List<AccessKey> list() throws AwsException {
        List<AccessKey> keys = new ArrayList<>();
        for (AccessKey key : listed()) {
            keys.add(withUse(key));
        }
        return keys;
    }

    /** The same without their use, which takes a call for each. */
    List<AccessKey> listed() throws AwsException {
        List<AccessKeyMetadata> listed = new ArrayList<>();
        calls.pages(
                "ListAccessKeys",
                marker -> Calls.genuine(
                        client.listAccessKeys(r -> r.userName(user).marker(marker))),
                page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                page -> {
                    listed.addAll(page.accessKeyMetadata());
                    return true;
                });
        List<AccessKey> keys = new ArrayList<>();
        for (AccessKeyMetadata key : listed) {
            if (key.accessKeyId() == null || key.createDate() == null) {
                throw Refusals.notAws("ListAccessKeys");
            }
            boolean active = key.status() == StatusType.ACTIVE;
            keys.add(new AccessKey(key.accessKeyId(), active, key.createDate(), Optional.empty()));
        }
        keys.sort(Comparator.comparing(AccessKey::created));
        return keys;
    }

    AccessKey withUse(AccessKey key) throws AwsException {
        return new AccessKey(key.id(), key.active(), key.created(), lastUse(key.id()));
    }

    private Optional<AccessKey.Use> lastUse(String id) throws AwsException {
        String action = "GetAccessKeyLastUsed";
        AccessKeyLastUsed used = calls.patiently(
                        action, () -> Calls.genuine(client.getAccessKeyLastUsed(r -> r.accessKeyId(id))))
                .accessKeyLastUsed();
        if (used == null) {
            throw Refusals.notAws(action);
        }
        return Optional.ofNullable(used.lastUsedDate())
                .map(when ->
                        new AccessKey.Use(when, String.valueOf(used.serviceName()), String.valueOf(used.region())));
    }

    /** Nobody can use it until it is made active again; the second time changes nothing. */
    public void deactivate(String id) throws AwsException {
        calls.patiently(
                "UpdateAccessKey",
                () -> Calls.genuine(client.updateAccessKey(
                        r -> r.userName(user).accessKeyId(id).status(StatusType.INACTIVE))));
    }

    /** For ever. A key that is not there any more was deleted by a call whose answer was lost, or by somebody else. */
    public void delete(String id) throws AwsException {
        try {
            calls.patiently(
                    "DeleteAccessKey",
                    () -> Calls.genuine(
                            client.deleteAccessKey(r -> r.userName(user).accessKeyId(id))));
        } catch (AwsException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Deletes the key that signs this very call, and with it the way to see what became of it but one. */
    public void deleteOwn() throws AwsException {
        try {
            delete(iam.keyId());
        } catch (AwsException e) {
            if (!e.code().equals(GONE)) {
                throw e; // else a call whose answer was lost has deleted it
            }
        }
    }

    /** Whether AWS is seen not to know the key any more that signs the calls; it may go on taking it for some seconds. */
    public boolean isOwnGone() throws AwsException {
        Retries patience = new Retries(iam.world(), PROOF_PATIENCE);
        while (true) {
            try {
                iam.identity();
            } catch (AwsException e) {
                if (e.code().equals(GONE)) {
                    return true;
                }
                throw e;
            }
            if (!patience.lasts(Message.of("aws.key-still-taken"))) {
                return false;
            }
        }
    }
}
