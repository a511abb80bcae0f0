package totp.standin;

/** A refusal in AWS's terms: programs decide by the code, people read the message. */
public final class AwsError extends Exception {
    private final int status;
    private final String code;

    public AwsError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Whose fault it is; AWS says "Receiver" for its own. */
    String type() {
        return status >= 500 ? "Receiver" : "Sender";
    }

    static AwsError noSuchEntity(String message) {
        return new AwsError(404, "NoSuchEntity", message);
    }

    static AwsError alreadyExists(String message) {
        return new AwsError(409, "EntityAlreadyExists", message);
    }

    static AwsError limitExceeded(String quota, int limit) {
        return new AwsError(409, "LimitExceeded", "Cannot exceed quota for " + quota + ": " + limit);
    }

    static AwsError noSuchUser(String name) {
        return noSuchEntity("The user with name " + name + " cannot be found.");
    }

    static AwsError noSuchDevice(String serial) {
        return noSuchEntity("VirtualMFADevice with serial number " + serial + " does not exist.");
    }

    static AwsError invalidCodes() {
        return new AwsError(403, "InvalidAuthenticationCode", "Authentication code for device is not valid.");
    }

    static AwsError accessDenied(String message) {
        return new AwsError(403, "AccessDenied", message);
    }

    static AwsError invalidToken() {
        return new AwsError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
    }

    static AwsError validation(String message) {
        return new AwsError(400, "ValidationError", message);
    }

    static AwsError throttling() {
        return new AwsError(400, "Throttling", "Rate exceeded");
    }
}
