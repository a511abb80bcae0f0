package totp.aws;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import totp.aws.AwsException.Reason;

/** All virtual MFA devices of an account, whoever has them. */
final class VirtualDevices {
    private static final int PAGE_ITEMS = 1000;

    private final IamClient client;
    private final Calls calls;

    VirtualDevices(IamClient client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    /** Whether nobody has a device; empty if the caller may not know. */
    Optional<Boolean> isUnassigned(String serial) throws AwsException {
        return assignments(AssignmentStatusType.UNASSIGNED, Set.of(serial)).map(found -> !found.isEmpty());
    }

    /**
     * Which of these devices there are, and whether somebody has them.
     *
     * @return empty if the caller may not know
     */
    Optional<Map<String, Boolean>> assignments(Set<String> serials) throws AwsException {
        return assignments(AssignmentStatusType.ANY, serials);
    }

    private Optional<Map<String, Boolean>> assignments(AssignmentStatusType status, Set<String> serials)
            throws AwsException {
        Map<String, Boolean> found = new HashMap<>();
        try {
            calls.pages(
                    "ListVirtualMFADevices",
                    marker -> Calls.genuine(client.listVirtualMFADevices(
                            r -> r.marker(marker).maxItems(PAGE_ITEMS).assignmentStatus(status))),
                    page -> Boolean.TRUE.equals(page.isTruncated()) ? page.marker() : null,
                    page -> {
                        page.virtualMFADevices().stream()
                                .filter(device -> serials.contains(device.serialNumber()))
                                .forEach(device -> found.put(device.serialNumber(), device.user() != null));
                        return found.size() < serials.size();
                    });
            return Optional.of(found);
        } catch (AwsException e) {
            if (e.reason() == Reason.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
