package totp.qr;

/** How far, in modules, the places of a code lie beside a flat grid: known at the alignment patterns, and in between by straight lines. */
final class BentGrid {
    private final int[] places;
    private final double[] across;
    private final double[] down;

    /** A flat one. */
    BentGrid(int dimension) {
        this.places = FixedModules.alignmentPlaces(dimension);
        this.across = new double[places.length * places.length];
        this.down = new double[places.length * places.length];
    }

    /** Columns, or rows, of the alignment patterns. */
    int[] places() {
        return places;
    }

    void set(int j, int i, double byAcross, double byDown) {
        across[i * places.length + j] = byAcross;
        down[i * places.length + j] = byDown;
    }

    /** Where the neighbours that are known already, those at the left and above, let one expect it. */
    void expect(int j, int i) {
        int n = places.length;
        int left = i * n + Math.max(j - 1, 0);
        int above = Math.max(i - 1, 0) * n + j;
        int known = (j > 0 ? 1 : 0) + (i > 0 ? 1 : 0);
        if (known > 0) {
            double sumAcross = (j > 0 ? across[left] : 0) + (i > 0 ? across[above] : 0);
            double sumDown = (j > 0 ? down[left] : 0) + (i > 0 ? down[above] : 0);
            set(j, i, sumAcross / known, sumDown / known);
        }
    }

    double across(int column, int row) {
        return between(across, column, row);
    }

    double down(int column, int row) {
        return between(down, column, row);
    }

    private double between(double[] of, int column, int row) {
        int n = places.length;
        if (n < 2) {
            return 0;
        }
        int j = cell(column);
        int i = cell(row);
        double x = share(column, j);
        double y = share(row, i);
        double upper = of[i * n + j] * (1 - x) + of[i * n + j + 1] * x;
        double lower = of[(i + 1) * n + j] * (1 - x) + of[(i + 1) * n + j + 1] * x;
        return upper * (1 - y) + lower * y;
    }

    private int cell(int place) {
        int cell = 0;
        while (cell < places.length - 2 && place >= places[cell + 1]) {
            cell++;
        }
        return cell;
    }

    private double share(int place, int cell) {
        double share = (double) (place - places[cell]) / (places[cell + 1] - places[cell]);
        return Math.min(Math.max(share, 0), 1);
    }
}
