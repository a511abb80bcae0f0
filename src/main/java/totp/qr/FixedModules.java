package totp.qr;

import com.google.zxing.qrcode.decoder.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * The modules of a code that are the same in each of its size: finder patterns with the light around them, timing patterns and alignment
 * patterns (ISO/IEC 18004, 6.3). How well a picture agrees with them tells how well they were found.
 */
final class FixedModules {
    private static final int FINDER = 7;
    private static final int ALIGNMENT_REACH = 2;

    /** In each group light and dark weigh the same, so that bright parts of a picture are no better than dark ones. */
    private final List<int[]> modules = new ArrayList<>();

    private final List<Double> weights = new ArrayList<>();

    /** Column and row of each, and its weight: above zero where it is light. */
    record Module(int column, int row, double weight) {}

    private FixedModules() {}

    /** The row of the upper timing pattern or the column of the left one. */
    static List<Module> timing(int dimension, boolean across) {
        FixedModules fixed = new FixedModules();
        fixed.timingPattern(dimension, across);
        return fixed.balanced();
    }

    /** The three finder patterns, and the light modules between them and the code. */
    static List<Module> finders(int dimension) {
        List<Module> all = new ArrayList<>();
        for (int[] at : new int[][] {{0, 0}, {dimension - FINDER, 0}, {0, dimension - FINDER}}) {
            FixedModules fixed = new FixedModules();
            for (int y = -1; y <= FINDER; y++) {
                for (int x = -1; x <= FINDER; x++) {
                    int column = at[0] + x;
                    int row = at[1] + y;
                    if (column >= 0 && row >= 0 && column < dimension && row < dimension) {
                        int ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
                        fixed.add(column, row, ring == 3 || ring < 2);
                    }
                }
            }
            all.addAll(fixed.balanced());
        }
        return all;
    }

    /** Around one middle. */
    static List<Module> alignment(int column, int row) {
        FixedModules fixed = new FixedModules();
        for (int y = -ALIGNMENT_REACH; y <= ALIGNMENT_REACH; y++) {
            for (int x = -ALIGNMENT_REACH; x <= ALIGNMENT_REACH; x++) {
                fixed.add(column + x, row + y, Math.max(Math.abs(x), Math.abs(y)) != 1);
            }
        }
        return fixed.balanced();
    }

    /** The middles of the alignment patterns in one direction; none in version 1. */
    static int[] alignmentPlaces(int dimension) {
        return Version.getVersionForNumber((dimension - 17) / 4).getAlignmentPatternCenters();
    }

    /** All alignment patterns. */
    static List<Module> alignments(int dimension) {
        int[] places = alignmentPlaces(dimension);
        List<Module> all = new ArrayList<>();
        for (int row : places) {
            for (int column : places) {
                if (!isInFinder(column, row, dimension)) {
                    all.addAll(alignment(column, row));
                }
            }
        }
        return all;
    }

    static boolean isInFinder(int column, int row, int dimension) {
        boolean left = column < FINDER;
        boolean upper = row < FINDER;
        return (left && upper) || (left && row >= dimension - FINDER) || (upper && column >= dimension - FINDER);
    }

    private void timingPattern(int dimension, boolean across) {
        for (int i = FINDER + 1; i <= dimension - FINDER - 2; i++) {
            add(across ? i : FINDER - 1, across ? FINDER - 1 : i, i % 2 == 0);
        }
    }

    private void add(int column, int row, boolean dark) {
        modules.add(new int[] {column, row});
        weights.add(dark ? -1.0 : 1.0);
    }

    private List<Module> balanced() {
        long dark = weights.stream().filter(weight -> weight < 0).count();
        long light = weights.size() - dark;
        List<Module> balanced = new ArrayList<>();
        for (int i = 0; i < modules.size(); i++) {
            double share = weights.get(i) < 0 ? 0.5 / dark : 0.5 / light;
            balanced.add(new Module(modules.get(i)[0], modules.get(i)[1], weights.get(i) * share * modules.size()));
        }
        return balanced;
    }
}
