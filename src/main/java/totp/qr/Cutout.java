package totp.qr;

/**
 * One code cut out of a picture: turned upright, its modules at a chosen size, and everything beyond it light, so that ZXing
 * sees a code with a quiet zone even where the page is dark up to its edge or full of other patterns.
 */
final class Cutout {
    /** Light modules around the code; ISO/IEC 18004 asks for four. */
    private static final int QUIET = 5;

    private Cutout() {}

    /**
     * Cuts it out.
     *
     * @param pixels of a module in the result
     * @param margin modules beyond the code that are kept as they are, for corners that are not where they are expected
     */
    static Luminance of(Luminance image, Triple triple, double pixels, double margin, Effort effort) {
        int side = (int) Math.ceil((triple.dimension() + 2 * QUIET) * pixels);
        byte[] out = new byte[side * side];
        // Several samples a pixel where the picture is finer than the result, or details would fall through.
        double fineness = triple.side() / triple.dimension() / pixels;
        int samples = Math.min(Math.max((int) Math.ceil(fineness), 1), 6);
        effort.samples((long) side * side * samples * samples);
        for (int y = 0; y < side; y++) {
            double row = (y + 0.5) / pixels - QUIET - 0.5;
            for (int x = 0; x < side; x++) {
                double column = (x + 0.5) / pixels - QUIET - 0.5;
                out[y * side + x] = (byte)
                        (isWithin(row, triple, margin) && isWithin(column, triple, margin)
                                ? sampled(image, triple, column, row, samples, 1 / pixels)
                                : 255);
            }
        }
        return new Luminance(out, side, side);
    }

    private static boolean isWithin(double module, Triple triple, double margin) {
        return module >= -0.5 - margin && module <= triple.dimension() - 0.5 + margin;
    }

    private static int sampled(Luminance image, Triple triple, double column, double row, int samples, double pixel) {
        int sum = 0;
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < samples; j++) {
                double c = column + ((i + 0.5) / samples - 0.5) * pixel;
                double r = row + ((j + 0.5) / samples - 0.5) * pixel;
                sum += image.between(triple.xOf(c, r), triple.yOf(c, r));
            }
        }
        return sum / (samples * samples);
    }
}
