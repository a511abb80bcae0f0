package totp.aws;

import org.jspecify.annotations.Nullable;

/**
 * What an account asks of its users' passwords. All of it: a call that changes a part of it takes the rest back.
 *
 * @param minimumLength in characters, 6 to 128
 * @param reusePrevention how many old ones may not come back, 1 to 24; 0: all may
 * @param maxAgeDays 0: they do not expire
 * @param changeAllowed whether users change their own
 * @param hardExpiry whether who lets his expire needs an administrator
 */
public record PasswordPolicy(
        int minimumLength,
        int reusePrevention,
        int maxAgeDays,
        boolean symbols,
        boolean numbers,
        boolean upperCase,
        boolean lowerCase,
        boolean changeAllowed,
        boolean hardExpiry) {
    static PasswordPolicy of(software.amazon.awssdk.services.iam.model.@Nullable PasswordPolicy policy)
            throws AwsException {
        if (policy == null || policy.minimumPasswordLength() == null) {
            throw Refusals.notAws("GetAccountPasswordPolicy");
        }
        return new PasswordPolicy(
                policy.minimumPasswordLength(),
                or0(policy.passwordReusePrevention()),
                or0(policy.maxPasswordAge()),
                Boolean.TRUE.equals(policy.requireSymbols()),
                Boolean.TRUE.equals(policy.requireNumbers()),
                Boolean.TRUE.equals(policy.requireUppercaseCharacters()),
                Boolean.TRUE.equals(policy.requireLowercaseCharacters()),
                Boolean.TRUE.equals(policy.allowUsersToChangePassword()),
                Boolean.TRUE.equals(policy.hardExpiry()));
    }

    private static int or0(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
