package totp.cli;

/** The version of the program; a test holds it against the build's. */
final class Version {
    static final String TEXT = "0.1.0";

    private Version() {}
}
