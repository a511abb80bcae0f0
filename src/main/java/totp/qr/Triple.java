package totp.qr;

import com.google.zxing.common.BitMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import totp.qr.FinderSearch.Centre;

/**
 * Three finder patterns that may be the corners of one code: the one at the right angle, the one to its right and the one
 * below (or mirrored), with the number of modules on a side that fits best.
 *
 * @param sureness of the rows that must look right through the least sure of the three, how many do, 0 to 1
 * @param timing the share of modules along the two timing patterns that are what they must be, 0 to 1
 */
record Triple(
        Centre corner, Centre right, Centre below, int dimension, double timing, double geometry, double sureness) {
    private static final double SIZE_RATIO_MAX = 1.7;
    private static final double LEG_RATIO_MAX = 1.6;
    /** The smallest code has 14 of them; of one that is turned by 45 degrees, each is seen 1.4 times as wide. */
    private static final double LEG_MODULES_MIN = 9.5;

    private static final double COSINE_MAX = 0.42;
    private static final int CENTRES_MAX = 60;
    private static final int DIMENSION_MIN = 21;
    private static final int DIMENSION_MAX = 177;

    /** From which on there is a code, whether or not it can be read. */
    private static final double CREDIBLE = 0.85;

    /** From which on a finder pattern is probably one; and how many such are few enough to try all threes of them. */
    private static final double SURE = 0.6;

    private static final int SURE_MAX = 12;

    /** How much more three sure ones may differ. */
    private static final double SLACK_SURE = 1.5;

    private static final double SURENESS_WEIGHT = 0.5;

    /** The candidates, the most likely first. */
    static List<Triple> among(List<Centre> centres, BitMatrix matrix, int max, Effort effort) {
        List<Centre> best = centres.stream()
                .sorted(Comparator.comparingInt(Centre::rows).reversed())
                .limit(CENTRES_MAX)
                .toList();
        int step = FinderSearch.step(matrix);
        boolean few = best.stream().filter(c -> c.sureness(step) >= SURE).count() <= SURE_MAX;
        List<Triple> triples = new ArrayList<>();
        for (int k = 0; k < best.size(); k++) {
            for (int i = 0; i < best.size(); i++) {
                for (int j = i + 1; j < best.size(); j++) {
                    if (i != k && j != k && fit(best.get(k), best.get(i), best.get(j), few ? step : 0)) {
                        triples.add(of(best.get(k), best.get(i), best.get(j), matrix));
                    }
                }
            }
        }
        effort.triples(triples.size());
        triples.sort(Comparator.comparingDouble((Triple t) -> t.timing - t.geometry + SURENESS_WEIGHT * t.sureness)
                .reversed());
        return triples.size() <= max ? triples : triples.subList(0, max);
    }

    boolean isCredible() {
        return timing >= CREDIBLE;
    }

    double middleX() {
        return (right.x() + below.x()) / 2;
    }

    double middleY() {
        return (right.y() + below.y()) / 2;
    }

    double side() {
        return (corner.distance(right) + corner.distance(below)) / 2 * dimension / (dimension - 7);
    }

    /** @param step of the rows, where a code may be seen at a sharp angle if its finder patterns are sure; else 0 */
    private static boolean fit(Centre corner, Centre b, Centre c, int step) {
        double slack = step > 0 && sureness(corner, b, c, step) >= SURE ? SLACK_SURE : 1;
        double min = Math.min(corner.module(), Math.min(b.module(), c.module()));
        double max = Math.max(corner.module(), Math.max(b.module(), c.module()));
        if (max > min * SIZE_RATIO_MAX * slack) {
            return false;
        }
        double legB = corner.distance(b);
        double legC = corner.distance(c);
        double shorter = Math.min(legB, legC);
        if (shorter < LEG_MODULES_MIN * min || Math.max(legB, legC) > shorter * LEG_RATIO_MAX * slack) {
            return false;
        }
        return Math.abs(cosine(corner, b, c)) < COSINE_MAX * slack;
    }

    private static double sureness(Centre corner, Centre b, Centre c, int step) {
        return Math.min(corner.sureness(step), Math.min(b.sureness(step), c.sureness(step)));
    }

    private static double cosine(Centre corner, Centre b, Centre c) {
        double dot = (b.x() - corner.x()) * (c.x() - corner.x()) + (b.y() - corner.y()) * (c.y() - corner.y());
        return dot / (corner.distance(b) * corner.distance(c));
    }

    private static Triple of(Centre corner, Centre b, Centre c, BitMatrix matrix) {
        double module = (corner.module() + b.module() + c.module()) / 3;
        double leg = (corner.distance(b) + corner.distance(c)) / 2;
        int near = dimension(leg / module + 7);
        double geometry = Math.abs(cosine(corner, b, c)) + Math.abs(Math.log(corner.distance(b) / corner.distance(c)));
        int step = FinderSearch.step(matrix);
        double sureness = sureness(corner, b, c, step);
        Triple best = null;
        for (int dimension : new int[] {near, near - 4, near + 4, near - 8, near + 8}) {
            if (dimension < DIMENSION_MIN || dimension > DIMENSION_MAX) {
                continue;
            }
            Triple triple = new Triple(corner, b, c, dimension, 0, geometry / 2, sureness);
            double timing = triple.timingIn(matrix);
            if (best == null || timing > best.timing + 0.02) {
                best = new Triple(corner, b, c, dimension, timing, geometry / 2, sureness);
            }
        }
        return best == null ? new Triple(corner, b, c, DIMENSION_MIN, 0, geometry / 2, sureness) : best;
    }

    /** The nearest of 21, 25, 29… */
    private static int dimension(double estimate) {
        int version = (int) Math.round((estimate - 17) / 4);
        return Math.min(Math.max(version, 1), 40) * 4 + 17;
    }

    private double timingIn(BitMatrix matrix) {
        int right = 0;
        int all = 0;
        for (int i = 8; i <= dimension - 9; i++) {
            boolean dark = i % 2 == 0;
            right += (dark(matrix, i, 6) == dark ? 1 : 0) + (dark(matrix, 6, i) == dark ? 1 : 0);
            all += 2;
        }
        return (double) right / all;
    }

    private boolean dark(BitMatrix matrix, int column, int row) {
        int x = (int) Math.round(xOf(column, row));
        int y = (int) Math.round(yOf(column, row));
        return x >= 0 && y >= 0 && x < matrix.getWidth() && y < matrix.getHeight() && matrix.get(x, y);
    }

    /** Where the middle of a module lies, by the three corners alone. */
    double xOf(double column, double row) {
        return corner.x()
                + ((right.x() - corner.x()) * (column - 3) + (below.x() - corner.x()) * (row - 3)) / (dimension - 7);
    }

    double yOf(double column, double row) {
        return corner.y()
                + ((right.y() - corner.y()) * (column - 3) + (below.y() - corner.y()) * (row - 3)) / (dimension - 7);
    }

    /** The same in a picture of other proportions. */
    Triple scaled(double x, double y) {
        return new Triple(
                scaled(corner, x, y), scaled(right, x, y), scaled(below, x, y), dimension, timing, geometry, sureness);
    }

    private static Centre scaled(Centre centre, double x, double y) {
        return new Centre(
                (centre.x() + 0.5) * x - 0.5,
                (centre.y() + 0.5) * y - 0.5,
                centre.module() * Math.sqrt(x * y),
                centre.rows());
    }
}
