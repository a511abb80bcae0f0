package totp.qr;

/**
 * Where the modules of a code lie in a picture of it that was taken at an angle. The middles of the three finder patterns are where they
 * were seen; how much farther away than the first the other two are tells where everything between and beyond them is.
 */
final class Perspective {
    /** Parts of it that may be moved: x and y of the three middles, then the distances of the second and third. */
    static final int PARTS = 8;

    private static final int FAR_RIGHT = 6;
    private static final int FAR_BELOW = 7;

    /** Less would be behind the camera. */
    private static final double NEAR = 0.05;

    private final double[] parts;
    private final int dimension;

    private Perspective(double[] parts, int dimension) {
        this.parts = parts;
        this.dimension = dimension;
    }

    /**
     * One of a code of this many modules a side.
     *
     * @param farRight how many times as far away as the corner the finder pattern at the right is
     * @param farBelow the same of that below
     */
    static Perspective of(Triple triple, int dimension, double farRight, double farBelow) {
        return new Perspective(
                new double[] {
                    triple.corner().x(),
                    triple.corner().y(),
                    triple.right().x(),
                    triple.right().y(),
                    triple.below().x(),
                    triple.below().y(),
                    farRight,
                    farBelow
                },
                dimension);
    }

    int dimension() {
        return dimension;
    }

    /** The same with one part moved by some pixels, or made so many parts of a hundred farther. */
    Perspective moved(int part, double by) {
        double[] moved = parts.clone();
        if (part < FAR_RIGHT) {
            moved[part] += by;
        } else {
            moved[part] *= 1 + by / 100;
        }
        return new Perspective(moved, dimension);
    }

    /** Pixels that a module is wide, on the average. */
    double module() {
        double right = Math.hypot(parts[2] - parts[0], parts[3] - parts[1]);
        double below = Math.hypot(parts[4] - parts[0], parts[5] - parts[1]);
        return (right + below) / 2 / (dimension - 7);
    }

    /** The brightness at a place of the code, where the middles of modules have whole coordinates; beyond the picture that of its edge. */
    int at(Luminance image, double column, double row) {
        double right = (column - 3) / (dimension - 7);
        double below = (row - 3) / (dimension - 7);
        double c = 1 - right - below;
        double r = right * parts[FAR_RIGHT];
        double b = below * parts[FAR_BELOW];
        double all = Math.max(c + r + b, NEAR);
        return image.between(
                (c * parts[0] + r * parts[2] + b * parts[4]) / all, (c * parts[1] + r * parts[3] + b * parts[5]) / all);
    }
}
