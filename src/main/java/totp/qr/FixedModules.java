package totp.qr;

import com.google.zxing.qrcode.decoder.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The modules of a code that are the same in each of its size: finder patterns with the light around them, timing patterns and alignment
 * patterns (ISO/IEC 18004, 6.3). How well a picture agrees with them tells how well they were found.
 */
final class FixedModules {
    private static final int FINDER = 7;
    private static final int ALIGNMENT_REACH = 2;
    private static final Map<Integer, FixedModules> BY_DIMENSION = new ConcurrentHashMap<>();

    private final List<Module> timingAcross;
    private final List<Module> timingDown;
    private final List<Module> findersAndTiming;
    private final List<Module> all;

    /** Column and row of one, and its weight: above zero where it is light. */
    record Module(int column, int row, double weight) {}

    private FixedModules(int dimension) {
        timingAcross = timing(dimension, true);
        timingDown = timing(dimension, false);
        List<Module> modules = new ArrayList<>(timingAcross);
        modules.addAll(timingDown);
        for (int[] at : new int[][] {{0, 0}, {dimension - FINDER, 0}, {0, dimension - FINDER}}) {
            modules.addAll(finder(at[0], at[1], dimension));
        }
        findersAndTiming = List.copyOf(modules);
        modules.addAll(alignments(dimension));
        all = List.copyOf(modules);
    }

    /** Of codes of this size, which are asked for again and again. */
    static FixedModules of(int dimension) {
        return BY_DIMENSION.computeIfAbsent(dimension, FixedModules::new);
    }

    /** The row of the upper timing pattern, or the column of the left one. */
    List<Module> timing(boolean across) {
        return across ? timingAcross : timingDown;
    }

    /** Three finder patterns with the light modules towards the code, and both timing patterns: what every model has. */
    List<Module> findersAndTiming() {
        return findersAndTiming;
    }

    /** With the alignment patterns. */
    List<Module> all() {
        return all;
    }

    private static List<Module> timing(int dimension, boolean across) {
        Group group = new Group();
        for (int i = FINDER + 1; i <= dimension - FINDER - 2; i++) {
            group.add(across ? i : FINDER - 1, across ? FINDER - 1 : i, i % 2 == 0);
        }
        return group.balanced();
    }

    private static List<Module> finder(int left, int top, int dimension) {
        Group group = new Group();
        for (int y = -1; y <= FINDER; y++) {
            for (int x = -1; x <= FINDER; x++) {
                int column = left + x;
                int row = top + y;
                if (column >= 0 && row >= 0 && column < dimension && row < dimension) {
                    int ring = Math.max(Math.abs(x - 3), Math.abs(y - 3));
                    group.add(column, row, ring == 3 || ring < 2);
                }
            }
        }
        return group.balanced();
    }

    /** Around one middle. */
    static List<Module> alignment(int column, int row) {
        Group group = new Group();
        for (int y = -ALIGNMENT_REACH; y <= ALIGNMENT_REACH; y++) {
            for (int x = -ALIGNMENT_REACH; x <= ALIGNMENT_REACH; x++) {
                group.add(column + x, row + y, Math.max(Math.abs(x), Math.abs(y)) != 1);
            }
        }
        return group.balanced();
    }

    /** The middles of the alignment patterns in one direction; none in version 1. */
    static int[] alignmentPlaces(int dimension) {
        return Version.getVersionForNumber((dimension - 17) / 4).getAlignmentPatternCenters();
    }

    private static List<Module> alignments(int dimension) {
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

    /** Modules that are compared with each other: light and dark weigh the same, so that a bright part of a picture is no better than a dark one. */
    private static final class Group {
        private final List<int[]> places = new ArrayList<>();
        private final List<Boolean> darkness = new ArrayList<>();

        void add(int column, int row, boolean dark) {
            places.add(new int[] {column, row});
            darkness.add(dark);
        }

        List<Module> balanced() {
            int dark = Collections.frequency(darkness, true);
            int light = darkness.size() - dark;
            List<Module> balanced = new ArrayList<>();
            for (int i = 0; i < places.size(); i++) {
                double weight = darkness.get(i) ? -0.5 / dark : 0.5 / light;
                balanced.add(new Module(places.get(i)[0], places.get(i)[1], weight * places.size()));
            }
            return balanced;
        }
    }
}
