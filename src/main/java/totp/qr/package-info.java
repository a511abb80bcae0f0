/**
 * QR codes: finds all of them in a picture, however it was taken, and draws new ones. Pictures come from strangers and hold
 * secrets: they are bounded before they are decoded, and nothing of them is written anywhere.
 */
@NullMarked
package totp.qr;

import org.jspecify.annotations.NullMarked;
