package totp.crypto.silence;

/** How important a record would be. */
public final class Level {
    public static final Level WARNING = new Level();
    public static final Level FINE = new Level();

    private Level() {}
}
