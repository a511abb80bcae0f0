package totp.qr;

/**
 * Where the modules of a code lie in a picture of it that was taken at an angle. The middles of the three finder patterns are where they
 * were seen; how much farther away than the first the other two are tells where everything between and beyond them is.
 */
final class Perspective {
    /** Parts of it that may be moved: x and y of the three middles, then the distances of the second and third. */
    static final int PARTS_FLAT = 8;

    /** And how far the paper is bent, across and down, in the middle between finder patterns. */
    static final int PARTS = 12;

    static final int FAR_RIGHT = 6;
    static final int FAR_BELOW = 7;

    /** Less would be behind the camera. */
    private static final double NEAR = 0.05;

    private final double[] parts;
    private final int dimension;

    private Perspective(double[] parts, int dimension) {
        this.parts = parts;
        this.dimension = dimension;
    }

    /** A code of this many modules a side, seen straight from above. */
    static Perspective of(Triple triple, int dimension) {
        return new Perspective(
                new double[] {
                    triple.corner().x(),
                    triple.corner().y(),
                    triple.right().x(),
                    triple.right().y(),
                    triple.below().x(),
                    triple.below().y(),
                    1,
                    1,
                    0,
                    0,
                    0,
                    0
                },
                dimension);
    }

    /**
     * The same with another way from the corner to the finder pattern at the right, or else below.
     *
     * @param far how many times as far away as the corner that finder pattern is
     * @param bend how many modules the middle of the way lies beside the straight line
     */
    Perspective along(boolean across, double far, double bend) {
        double[] other = parts.clone();
        other[across ? FAR_RIGHT : FAR_BELOW] = far;
        int to = across ? 8 : 10;
        int side = across ? 4 : 2;
        other[to] = bend * (parts[side] - parts[0]) / (dimension - 7);
        other[to + 1] = bend * (parts[side + 1] - parts[1]) / (dimension - 7);
        return new Perspective(other, dimension);
    }

    boolean isBent() {
        return parts[8] != 0 || parts[9] != 0 || parts[10] != 0 || parts[11] != 0;
    }

    int dimension() {
        return dimension;
    }

    /** The same with one part moved by some pixels; or, if it is a distance, made so many hundredths greater. */
    Perspective moved(int part, double by) {
        double[] moved = parts.clone();
        if (part == FAR_RIGHT || part == FAR_BELOW) {
            moved[part] *= 1 + by / 100;
        } else {
            moved[part] += by;
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
        double bentRight = 4 * right * (1 - right);
        double bentBelow = 4 * below * (1 - below);
        double x = (c * parts[0] + r * parts[2] + b * parts[4]) / all + bentRight * parts[8] + bentBelow * parts[10];
        double y = (c * parts[1] + r * parts[3] + b * parts[5]) / all + bentRight * parts[9] + bentBelow * parts[11];
        return image.between(x, y);
    }
}
