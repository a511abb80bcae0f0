package totp.aws;

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

    /** Whether a user must change his password when he signs in to the console; empty if he has none. */
    public Optional<Boolean> mustChangePassword(String user) throws AwsException {
        String action = "GetLoginProfile";
        try {
            LoginProfile profile = calls.patiently(
                            action, () -> Calls.genuine(client.getLoginProfile(r -> r.userName(user))))
                    .loginProfile();
            if (profile == null) {
                throw Refusals.notAws(action);
            }
            return Optional.of(Boolean.TRUE.equals(profile.passwordResetRequired()));
        } catch (AwsException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
