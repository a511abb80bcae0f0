package totp.qr;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.qr.FixedModules.Module;

/**
 * Lays the grid of a code's modules over a picture, and reads it module by module. ZXing looks for edges in black and white, and loses the
 * grid where a code is seen at an angle, is blurred, small, or touches something; here the modules that every code has alike are
 * compared with the grey picture, and the grid is moved until they agree best.
 */
final class GridFit {
    /** How much nearer or farther one finder pattern may be than another, and how many steps are tried between. */
    private static final double FAR_MAX = 1.8;

    private static final int FAR_STEPS = 20;

    /** Of 255, between what must be light and what must be dark. */
    private static final double CONTRAST_MIN = 6;

    /** Finder and timing patterns are of the same ink: neither has much less contrast than the other, but by chance. */
    private static final double SHARE_MIN = 0.35;

    private static final int ROUNDS_MAX = 12;
    private static final double STEP_MIN = 0.06;

    /** Versions from 7 on have alignment patterns all over them. */
    private static final int DIMENSION_BENT = 45;

    /** Of a module, how far from its middle it is looked at. */
    private static final double SPREAD = 0.28;

    private final Luminance image;
    private final Effort effort;

    private final @Nullable Perspective start;

    private GridFit(Luminance image, Triple triple, Effort effort) {
        this.image = image;
        this.effort = effort;
        this.start = start(triple);
    }

    /** Looks for the grid of a code that has these finder patterns. */
    static GridFit of(Luminance image, Triple triple, Effort effort) {
        return new GridFit(image, triple, effort);
    }

    /** Whether there is anything like one. */
    boolean isThere() {
        return start != null;
    }

    /** What the code says; null if it cannot be read. */
    @Nullable
    String text() {
        return start == null ? null : read(start);
    }

    /** The size and angle at which the timing patterns are seen best; null where none is. */
    private @Nullable Perspective start(Triple triple) {
        Perspective best = null;
        double most = CONTRAST_MIN;
        for (int by : new int[] {0, -4, 4, -8, 8}) {
            int dimension = triple.dimension() + by;
            if (dimension < 21 || dimension > 177) {
                continue;
            }
            double right = farther(triple, dimension, true, 1);
            double below = farther(triple, dimension, false, right);
            Perspective seen = Perspective.of(triple, dimension, right, below);
            double finders = score(seen, FixedModules.finders(dimension));
            double timing = (score(seen, FixedModules.timing(dimension, true))
                            + score(seen, FixedModules.timing(dimension, false)))
                    / 2;
            double both = Math.min(finders, timing);
            if (both > most && both > SHARE_MIN * Math.max(finders, timing)) {
                most = both;
                best = seen;
            }
        }
        return best;
    }

    private double farther(Triple triple, int dimension, boolean across, double other) {
        List<Module> timing = FixedModules.timing(dimension, across);
        double best = 1;
        double most = Double.NEGATIVE_INFINITY;
        for (int step = -FAR_STEPS; step <= FAR_STEPS; step++) {
            double far = Math.pow(FAR_MAX, (double) step / FAR_STEPS);
            Perspective seen = across
                    ? Perspective.of(triple, dimension, far, other)
                    : Perspective.of(triple, dimension, other, far);
            double score = score(seen, timing) - Math.abs(step) * 0.01; // the plainer view where there is no difference
            if (score > most) {
                most = score;
                best = far;
            }
        }
        return best;
    }

    /** The contrast between light and dark among these modules, each weighed alike. */
    private double score(Perspective seen, List<Module> modules) {
        double spread = seen.module() < 2 ? 0 : SPREAD;
        double sum = 0;
        for (Module module : modules) {
            sum += module.weight() * value(seen, module.column(), module.row(), spread);
        }
        effort.samples(modules.size() * (spread == 0 ? 1L : 4L));
        return 2 * sum / modules.size();
    }

    private int value(Perspective seen, double column, double row, double spread) {
        if (spread == 0) {
            return seen.at(image, column, row);
        }
        return (seen.at(image, column - spread, row - spread)
                        + seen.at(image, column + spread, row - spread)
                        + seen.at(image, column - spread, row + spread)
                        + seen.at(image, column + spread, row + spread))
                / 4;
    }

    private @Nullable String read(Perspective start) {
        int dimension = start.dimension();
        List<Module> usual = new ArrayList<>(FixedModules.finders(dimension));
        usual.addAll(FixedModules.timing(dimension, true));
        usual.addAll(FixedModules.timing(dimension, false));
        Perspective seen = climbed(start, usual);
        String text = text(seen, new BentGrid(dimension));
        if (text != null) {
            return text;
        }
        List<Module> all = new ArrayList<>(usual);
        all.addAll(FixedModules.alignments(dimension));
        if (all.size() > usual.size()) {
            seen = climbed(seen, all);
            text = text(seen, new BentGrid(dimension));
        }
        if (text == null && dimension >= DIMENSION_BENT) {
            text = text(seen, bent(seen));
        }
        return text;
    }

    /** Each part is moved to and fro, by less and less, as long as the agreement grows. */
    private Perspective climbed(Perspective start, List<Module> modules) {
        Perspective best = start;
        double most = score(best, modules);
        double step = Math.max(start.module() / 2, 0.5);
        for (int round = 0; round < ROUNDS_MAX && step > STEP_MIN; round++) {
            boolean better = false;
            for (int part = 0; part < Perspective.PARTS; part++) {
                // A hundredth of the distance moves the far corner by as many modules as a hundredth of the code has.
                double by = part < 6 ? step : 4 * step / start.module();
                for (double moved : new double[] {by, -by}) {
                    Perspective other = best.moved(part, moved);
                    double score = score(other, modules);
                    if (score > most + 0.01) {
                        most = score;
                        best = other;
                        better = true;
                        break;
                    }
                }
            }
            if (!better) {
                step /= 2;
            }
        }
        return best;
    }

    private @Nullable String text(Perspective seen, BentGrid bent) {
        int dimension = seen.dimension();
        double spread = seen.module() < 2 ? 0 : SPREAD;
        int[] values = new int[dimension * dimension];
        for (int row = 0; row < dimension; row++) {
            for (int column = 0; column < dimension; column++) {
                values[row * dimension + column] =
                        value(seen, column + bent.across(column, row), row + bent.down(column, row), spread);
            }
        }
        effort.samples((long) values.length * (spread == 0 ? 2 : 8));
        return new ModuleReading(values, dimension).text();
    }

    /** Where the alignment patterns lie beside their places: the paper is bent, or the lens. */
    private BentGrid bent(Perspective seen) {
        BentGrid bent = new BentGrid(seen.dimension());
        int count = bent.places().length;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                int column = bent.places()[j];
                int row = bent.places()[i];
                if (!FixedModules.isInFinder(column, row, seen.dimension())) {
                    bent.expect(j, i);
                    shift(seen, bent, j, i);
                }
            }
        }
        return bent;
    }

    private void shift(Perspective seen, BentGrid bent, int j, int i) {
        List<Module> pattern = FixedModules.alignment(bent.places()[j], bent.places()[i]);
        double spread = seen.module() < 2 ? 0 : SPREAD;
        double fromAcross = bent.across(bent.places()[j], bent.places()[i]);
        double fromDown = bent.down(bent.places()[j], bent.places()[i]);
        double most = Double.NEGATIVE_INFINITY;
        for (int dy = -4; dy <= 4; dy++) {
            for (int dx = -4; dx <= 4; dx++) {
                double across = fromAcross + dx * 0.35;
                double down = fromDown + dy * 0.35;
                double sum = -0.5 * Math.hypot(dx, dy); // near where its neighbours say, if it is nowhere
                for (Module module : pattern) {
                    sum += module.weight() * value(seen, module.column() + across, module.row() + down, spread) / 25;
                }
                if (sum > most) {
                    most = sum;
                    bent.set(j, i, across, down);
                }
            }
        }
        effort.samples(81L * 25 * (spread == 0 ? 1 : 4));
    }
}
