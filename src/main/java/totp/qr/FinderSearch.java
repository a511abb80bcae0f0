package totp.qr;

import com.google.zxing.common.BitMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds finder patterns: places where dark and light alternate as 1:1:3:1:1 across and down (ISO/IEC 18004, 6.3.3). Looser
 * than ZXing's, which gives up codes that touch something dark; what it finds too much does not survive {@link Triple}.
 */
final class FinderSearch {
    private static final int ROWS_ALL_MAX = 1400;
    private static final int CENTRES_MAX = 400;

    private final BitMatrix matrix;
    private final boolean relaxed;
    private final List<Centre> centres = new ArrayList<>();

    private FinderSearch(BitMatrix matrix, boolean relaxed) {
        this.matrix = matrix;
        this.relaxed = relaxed;
    }

    /**
     * The middle of a finder pattern.
     *
     * @param module the size of a module in pixels
     * @param rows how many rows through it looked right
     */
    record Centre(double x, double y, double module, int rows) {
        double distance(Centre other) {
            return Math.hypot(x - other.x, y - other.y);
        }

        /** Of the rows through the dark square in the middle, which is three modules high, how many looked right: 0 to 1. */
        double sureness(int step) {
            return Math.min(1, rows * step / (2.5 * module));
        }

        private Centre with(double nextX, double nextY, double nextModule) {
            int n = rows + 1;
            return new Centre((x * rows + nextX) / n, (y * rows + nextY) / n, (module * rows + nextModule) / n, n);
        }
    }

    /** @param relaxed the outer runs may be longer, for patterns that touch a dark page */
    static List<Centre> find(BitMatrix matrix, boolean relaxed) {
        FinderSearch search = new FinderSearch(matrix, relaxed);
        int step = step(matrix);
        for (int y = 0; y < matrix.getHeight() && search.centres.size() < CENTRES_MAX; y += step) {
            search.row(y);
        }
        return search.centres;
    }

    /** Every how many rows are looked at. */
    static int step(BitMatrix matrix) {
        return matrix.getHeight() > ROWS_ALL_MAX ? 3 : 1;
    }

    private void row(int y) {
        int[] runs = new int[5];
        int seen = 0; // runs so far, beginning with a dark one
        int x = 0;
        int width = matrix.getWidth();
        while (x < width && !matrix.get(x, y)) {
            x++;
        }
        boolean dark = true;
        int begin = x;
        for (; x <= width; x++) {
            if (x < width && matrix.get(x, y) == dark) {
                continue;
            }
            System.arraycopy(runs, 1, runs, 0, 4);
            runs[4] = x - begin;
            seen++;
            if (dark && seen >= 5 && looksRight(runs)) {
                candidate(x - runs[4] - runs[3] - runs[2] / 2.0 - 0.5, y, runs);
            }
            dark = !dark;
            begin = x;
        }
    }

    private boolean looksRight(int[] runs) {
        double module =
                relaxed ? (runs[1] + runs[2] + runs[3]) / 5.0 : (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
        if (module < 0.8) {
            return false;
        }
        double slack = Math.max(module * 0.6, 0.7);
        return near(runs[1], module, slack)
                && near(runs[3], module, slack)
                && near(runs[2], 3 * module, 2.2 * slack)
                && isOuter(runs[0], runs[4], module, slack);
    }

    /**
     * On both sides a module; relaxed on one, because every finder pattern has light modules towards the inside of its code, whatever is
     * outside. Letters, which are rings as well, have the page on either side.
     */
    private boolean isOuter(int one, int other, double module, double slack) {
        boolean first = near(one, module, slack);
        boolean second = near(other, module, slack);
        return relaxed ? (first || second) && Math.min(one, other) > module - slack : first && second;
    }

    private static boolean near(double run, double wanted, double slack) {
        return Math.abs(run - wanted) < slack;
    }

    private void candidate(double x, int y, int[] across) {
        int[] down = runsThrough((int) Math.round(x), y, 0, 1);
        if (down == null || !looksRight(down)) {
            return;
        }
        double centreY = middle(down, y, (int) Math.round(x), 0, 1);
        double module = (across[1] + across[2] + across[3] + down[1] + down[2] + down[3]) / 10.0;
        double ratio = (double) (across[1] + across[2] + across[3]) / (down[1] + down[2] + down[3]);
        if (ratio > 2.2 || ratio < 1 / 2.2 || !isSquare((int) Math.round(x), (int) Math.round(centreY))) {
            return;
        }
        for (int i = 0; i < centres.size(); i++) {
            Centre known = centres.get(i);
            if (Math.abs(known.x() - x) <= known.module() * 1.5
                    && Math.abs(known.y() - centreY) <= known.module() * 1.5) {
                centres.set(i, known.with(x, centreY, module));
                return;
            }
        }
        centres.add(new Centre(x, centreY, module, 1));
    }

    /** Whether it looks right askew as well: every line through the middle of squares within squares has the same proportions. */
    private boolean isSquare(int x, int y) {
        return looksRightAskew(runsThrough(x, y, 1, 1)) || looksRightAskew(runsThrough(x, y, 1, -1));
    }

    private static boolean looksRightAskew(int @org.jspecify.annotations.Nullable [] runs) {
        if (runs == null) {
            return false;
        }
        double module = (runs[1] + runs[2] + runs[3]) / 5.0;
        double slack = Math.max(module * 0.75, 1.1);
        return near(runs[1], module, slack)
                && near(runs[3], module, slack)
                && near(runs[2], 3 * module, 2.2 * slack)
                && runs[0] > module - slack
                && runs[4] > module - slack;
    }

    /** The five runs of the pattern that has the dark pixel (x, y) in its middle run, along a direction; null if none. */
    private int @org.jspecify.annotations.Nullable [] runsThrough(int x, int y, int dx, int dy) {
        if (!dark(x, y)) {
            return null;
        }
        int[] runs = new int[5];
        int back = extent(x, y, -dx, -dy, true);
        int forth = extent(x, y, dx, dy, true);
        runs[2] = back + forth - 1;
        runs[1] = extent(x - back * dx, y - back * dy, -dx, -dy, false);
        runs[3] = extent(x + forth * dx, y + forth * dy, dx, dy, false);
        int toOuterBack = back + runs[1];
        int toOuterForth = forth + runs[3];
        runs[0] = extent(x - toOuterBack * dx, y - toOuterBack * dy, -dx, -dy, true);
        runs[4] = extent(x + toOuterForth * dx, y + toOuterForth * dy, dx, dy, true);
        return runs;
    }

    /** The middle of the middle run, in the coordinate that changes along the direction. */
    private double middle(int[] runs, int from, int x, int dx, int dy) {
        int forth = extent(x, from, dx, dy, true);
        return from + forth - 1 - (runs[2] - 1) / 2.0;
    }

    private int extent(int x, int y, int dx, int dy, boolean dark) {
        int n = 0;
        int px = x;
        int py = y;
        while (px >= 0 && py >= 0 && px < matrix.getWidth() && py < matrix.getHeight() && matrix.get(px, py) == dark) {
            n++;
            px += dx;
            py += dy;
        }
        return n;
    }

    private boolean dark(int x, int y) {
        return x >= 0 && y >= 0 && x < matrix.getWidth() && y < matrix.getHeight() && matrix.get(x, y);
    }
}
