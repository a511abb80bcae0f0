package totp.cli.session;

/** The version of the program; a test holds it against the build's. */
public final class Version {
    public static final String TEXT = "0.1.0";

    private Version() {}
}
