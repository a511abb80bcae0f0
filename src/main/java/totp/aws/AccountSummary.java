package totp.aws;

import java.util.Map;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

/**
 * What GetAccountSummary counts, as far as it concerns root, whom no other call of somebody else's tells about.
 *
 * @param rootKeys whether root has an access key, active or not
 * @param rootDevice whether root has an MFA device, of whatever kind
 * @param rootPassword whether root has a password; a member account of an organisation may be without
 */
public record AccountSummary(boolean rootKeys, boolean rootDevice, boolean rootPassword) {
    static AccountSummary of(Map<SummaryKeyType, Integer> counted) {
        return new AccountSummary(
                counted.getOrDefault(SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 0) > 0,
                counted.getOrDefault(SummaryKeyType.ACCOUNT_MFA_ENABLED, 0) > 0,
                counted.getOrDefault(SummaryKeyType.ACCOUNT_PASSWORD_PRESENT, 1) > 0);
    }
}
