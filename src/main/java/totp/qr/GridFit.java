package totp.qr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import totp.qr.FixedModules.Module;

/**
 * Lays the grid of a code's modules over a picture, and reads it module by module. ZXing looks for edges in black and white, and loses the
 * grid where a code is seen at an angle, is blurred, small, or touches something; here the modules that every code has alike are
 * compared with the grey picture, and the grid is moved until they agree best.
 */
final class GridFit {
    /** How much nearer or farther one finder pattern may be than another. */
    private static final double FAR_MAX = 2.2;

    /**
     * How well the modules that are always alike agree with the picture, 1 being perfectly. Of the codes that were read none had less
     * than 0.57 when its grid lay right; of what was no code, one in a hundred had more than 0.3 at first and 0.46 at best.
     */
    private static final double AGREEMENT_FIRST = 0.25;

    private static final double AGREEMENT_MIN = 0.42;

    /** From here on no other size is looked for. */
    private static final double AGREEMENT_CLEAR = 0.75;

    /** Of a bent code several sizes agree about as well. */
    private static final int SIZES_MAX = 3;

    /** From which on three finder patterns are probably some, so that paper that is bent is looked for as well. */
    private static final double SURE = 0.6;

    /** In pixels; text has rings of less. */
    private static final double BENT_MODULE_MIN = 2.5;

    private static final double AGREEMENT_HINT = 0.08;
    private static final double[] STRAIGHT = {0};
    private static final double[] BENDS = {0, -0.8, 0.8, -1.6, 1.6};

    private static final int ROUNDS_MAX = 12;
    private static final double STEP_MIN = 0.06;

    /** Versions from 7 on have alignment patterns all over them. */
    private static final int DIMENSION_BENT = 45;

    /** Of a module, how far from its middle it is looked at. */
    private static final double SPREAD = 0.28;

    private final Luminance image;
    private final Effort effort;

    /** Grids of different sizes, the most likely first. */
    private final List<Perspective> found = new ArrayList<>();

    private GridFit(Luminance image, Triple triple, Effort effort) {
        this.image = image;
        this.effort = effort;
        for (Perspective first : firsts(triple)) {
            int parts = first.isBent() ? Perspective.PARTS : Perspective.PARTS_FLAT;
            Perspective climbed = climbed(first, findersAndTiming(first.dimension()), parts);
            if (agreement(climbed) >= AGREEMENT_MIN) {
                found.add(climbed);
            }
        }
        found.sort(Comparator.comparingDouble(this::agreement).reversed());
    }

    /** Looks for the grid of a code that has these finder patterns. */
    static GridFit of(Luminance image, Triple triple, Effort effort) {
        return new GridFit(image, triple, effort);
    }

    /** Whether there is one. */
    boolean isThere() {
        return !found.isEmpty();
    }

    /** What the code says; null if it cannot be read. */
    @Nullable
    String text() {
        for (Perspective flat : found) {
            String text = read(flat);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** The angles at which the timing patterns of each size are seen best, where there is anything like them; the best few. */
    private List<Perspective> firsts(Triple triple) {
        List<Perspective> likely = new ArrayList<>();
        for (int by : new int[] {0, -4, 4, -8, 8}) {
            int dimension = triple.dimension() + by;
            if (dimension < 21 || dimension > 177) {
                continue;
            }
            Perspective straight = Perspective.of(triple, dimension);
            Perspective seen = along(along(straight, true, STRAIGHT), false, STRAIGHT);
            if (triple.sureness() >= SURE && seen.module() > BENT_MODULE_MIN && isUnclear(agreement(seen))) {
                seen = along(along(straight, true, BENDS), false, BENDS);
            }
            double agreement = agreement(seen);
            if (agreement >= AGREEMENT_CLEAR) {
                return List.of(seen);
            }
            if (agreement >= AGREEMENT_FIRST) {
                likely.add(seen);
            }
        }
        likely.sort(Comparator.comparingDouble(this::agreement).reversed());
        return likely.subList(0, Math.min(likely.size(), SIZES_MAX));
    }

    private static boolean isUnclear(double agreement) {
        return agreement > AGREEMENT_HINT && agreement < AGREEMENT_CLEAR;
    }

    /** The way to the finder pattern at the right, or else below, on which the timing pattern is seen best. */
    private Perspective along(Perspective from, boolean across, double[] bends) {
        int dimension = from.dimension();
        List<Module> timing = FixedModules.of(dimension).timing(across);
        // A step moves the middle of the pattern, where it moves most, by a third of a module.
        int steps = (int) Math.ceil(Math.log(FAR_MAX) * (dimension - 7) / 1.4);
        Perspective best = from;
        double most = Double.NEGATIVE_INFINITY;
        for (double bend : bends) {
            for (int step = -steps; step <= steps; step++) {
                Perspective seen = from.along(across, Math.pow(FAR_MAX, (double) step / steps), bend);
                // The plainer view where there is no difference.
                double score = score(seen, timing, 0) - Math.abs(step) * 0.01 - Math.abs(bend);
                if (score > most) {
                    most = score;
                    best = seen;
                }
            }
        }
        return best;
    }

    private static List<Module> findersAndTiming(int dimension) {
        return FixedModules.of(dimension).findersAndTiming();
    }

    /** The correlation of what finder and timing patterns must be with what is seen, -1 to 1. */
    private double agreement(Perspective seen) {
        List<Module> modules = findersAndTiming(seen.dimension());
        double spread = spread(seen);
        double sum = 0;
        double squares = 0;
        double product = 0;
        for (Module module : modules) {
            double value = value(seen, module.column(), module.row(), spread);
            sum += value;
            squares += value * value;
            product += module.weight() * value;
        }
        count(modules.size(), spread);
        int n = modules.size();
        double variance = squares - sum * sum / n;
        return variance < n ? 0 : product / Math.sqrt(n * variance); // less than a grey value: nothing is seen
    }

    /** The contrast between light and dark among these modules, each weighed alike. */
    private double score(Perspective seen, List<Module> modules, double spread) {
        double sum = 0;
        for (Module module : modules) {
            sum += module.weight() * value(seen, module.column(), module.row(), spread);
        }
        count(modules.size(), spread);
        return 2 * sum / modules.size();
    }

    private static double spread(Perspective seen) {
        return seen.module() < 2 ? 0 : SPREAD;
    }

    private void count(long modules, double spread) {
        effort.samples(modules * (spread == 0 ? 1 : 4));
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

    private @Nullable String read(Perspective seenFlat) {
        int dimension = seenFlat.dimension();
        BentGrid straight = new BentGrid(dimension);
        String text = text(seenFlat, straight);
        if (text != null) {
            return text;
        }
        List<Module> all = FixedModules.of(dimension).all();
        Perspective seen = climbed(seenFlat, all, Perspective.PARTS_FLAT);
        text = text(seen, straight);
        if (text == null && dimension >= DIMENSION_BENT) {
            text = text(seen, bent(seen));
        }
        return text != null ? text : text(climbed(seen, all, Perspective.PARTS), straight);
    }

    /** Each part is moved to and fro, by less and less, as long as the agreement grows. */
    private Perspective climbed(Perspective start, List<Module> modules, int parts) {
        Perspective best = start;
        double spread = spread(start);
        double most = score(best, modules, spread);
        double step = Math.max(start.module() / 2, 0.5);
        for (int round = 0; round < ROUNDS_MAX && step > STEP_MIN; round++) {
            boolean better = false;
            for (int part = 0; part < parts; part++) {
                // A hundredth of the distance moves the far corner by as many modules as a hundredth of the code has.
                double by = part == Perspective.FAR_RIGHT || part == Perspective.FAR_BELOW
                        ? 4 * step / start.module()
                        : step;
                for (double moved : new double[] {by, -by}) {
                    Perspective other = best.moved(part, moved);
                    double score = score(other, modules, spread);
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
        double spread = spread(seen);
        int[] values = new int[dimension * dimension];
        for (int row = 0; row < dimension; row++) {
            for (int column = 0; column < dimension; column++) {
                values[row * dimension + column] =
                        value(seen, column + bent.across(column, row), row + bent.down(column, row), spread);
            }
        }
        count(4L * values.length, spread); // three parts of it for the decoder
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
        double spread = spread(seen);
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
        count(81L * 25, spread);
    }
}
