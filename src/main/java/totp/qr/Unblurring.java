package totp.qr;

/**
 * Takes a blur away that is about as wide as a module: looks for the modules that would look, blurred, like what is seen, each no darker
 * than dark and no brighter than light (the iteration of van Cittert, 1931, within bounds).
 */
final class Unblurring {
    private static final int ROUNDS = 10;

    /** What a module gets from its neighbour on each side, beside itself; anything from 0.2 to 0.7 reads the same codes. */
    private static final double NEIGHBOUR = 0.4;

    private Unblurring() {}

    /**
     * Sharp values.
     *
     * @param seen line by line, from -1, dark, to 1, light
     */
    static double[] of(double[] seen, int side) {
        double[] guess = seen.clone();
        for (int round = 0; round < ROUNDS; round++) {
            double[] blurred = blurred(blurred(guess, side, 1, side), side, side, 1);
            for (int i = 0; i < guess.length; i++) {
                guess[i] = Math.min(Math.max(guess[i] + seen[i] - blurred[i], -1), 1);
            }
        }
        return guess;
    }

    /** Along one direction: {@code next} apart in a line, lines {@code line} apart; at the edge each is its own neighbour. */
    private static double[] blurred(double[] values, int side, int next, int line) {
        double[] blurred = new double[values.length];
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                int here = i * line + j * next;
                double before = values[j == 0 ? here : here - next];
                double after = values[j == side - 1 ? here : here + next];
                blurred[here] = (values[here] + NEIGHBOUR * (before + after)) / (1 + 2 * NEIGHBOUR);
            }
        }
        return blurred;
    }
}
