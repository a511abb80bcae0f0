package totp.qr;

/**
 * The work that a search has done, in units of about a nanosecond of a usual machine's processor. It is counted by what is looked
 * at and never measured by a clock: the same picture gives the same answer on a machine that is slow or busy.
 */
final class Effort {
    /** Binarised, searched for finder patterns, and read by ZXing's two readers. */
    private static final long PER_PIXEL_OF_LOOK = 17;

    /** Blurred, reduced, enlarged or inverted. */
    private static final long PER_PIXEL_MADE = 2;

    /** Three finder patterns that are measured against each other. */
    private static final long PER_TRIPLE = 20_000;

    /** A value between pixels. */
    private static final long PER_SAMPLE = 16;

    /** A small picture of one code, binarised and read. */
    private static final long PER_PIXEL_OF_CODE = 20;

    private final long limit;
    private long spent;

    Effort(long limit) {
        this.limit = limit;
    }

    long spent() {
        return spent;
    }

    boolean isOver() {
        return spent >= limit;
    }

    void look(View view) {
        spent += PER_PIXEL_OF_LOOK * view.image().size()
                + PER_PIXEL_MADE * view.original().size();
    }

    void triples(long count) {
        spent += PER_TRIPLE * count;
    }

    void samples(long count) {
        spent += PER_SAMPLE * count;
    }

    void code(Luminance image) {
        spent += PER_PIXEL_OF_CODE * image.size();
    }
}
