package totp.aws;

import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.LoginProfile;
import totp.aws.AwsException.Reason;

/** Users' passwords for the console, which IAM calls login profiles. */
public final class LoginProfiles {
    private final IamClient client;
    private final Calls calls;

    LoginProfiles(IamClient client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * A password.
     *
     * @param mustChange whether it has to be changed at the next sign-in
     */
    public record Password(Instant created, boolean mustChange) {}

    /** A user's password, if he has one. */
    public Optional<Password> find(String user) throws AwsException {
        String action = "GetLoginProfile";
        try {
            LoginProfile profile = calls.patiently(
                            action, () -> Calls.genuine(client.getLoginProfile(r -> r.userName(user))))
                    .loginProfile();
            if (profile == null || profile.createDate() == null) {
                throw Refusals.notAws(action);
            }
            return Optional.of(
                    new Password(profile.createDate(), Boolean.TRUE.equals(profile.passwordResetRequired())));
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
