/**
 * Text as LaTeX: what LaTeX would read as a command, and letters that its fonts lack.
 * @module
 */

/** Packages that tables need. */
export const LATEX_PACKAGES = ["array", "booktabs", "longtable"] as const;

const REPLACEMENTS: Readonly<Record<string, string>> = {
  ...{ "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#" },
  ...{ "_": "\\_\\allowbreak{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" },
  ...{ "<": "$<$", ">": "$>$", "|": "$|$", "[": "{[}", "/": "/\\allowbreak{}" },
  ...{
    "−": "$-$",
    "×": "$\\times$",
    "±": "$\\pm$",
    "≤": "$\\le$",
    "≥": "$\\ge$",
    "∞": "$\\infty$",
    "≈": "$\\approx$",
  },
  ...{
    "→": "$\\to$",
    "·": "$\\cdot$",
    "√": "$\\surd$",
    "‖": "$\\|$",
    "∈": "$\\in$",
    "½": "$\\frac12$",
    "…": "\\dots{}",
  },
  ...{ "⁰": "$^0$", "¹": "$^1$", "²": "$^2$", "³": "$^3$", "⁴": "$^4$", "⁵": "$^5$", "⁶": "$^6$" },
  ...{
    "⁷": "$^7$",
    "⁸": "$^8$",
    "⁹": "$^9$",
    "⁻": "$^-$",
    "ᵀ": "$^\\top$",
    "ⁿ": "$^n$",
    "₀": "$_0$",
    "₁": "$_1$",
  },
  ...{ "–": "--", "—": "---", "“": "``", "”": "''", "‘": "`", "’": "'", '"': "''" },
  ...{ "\u00a0": "~", "\u202f": "\\,", "\u2009": "\\,", "\n": " " },
};

const GREEK =
  "α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta κ kappa λ lambda μ mu µ mu ν nu ξ xi π pi " +
  "ρ rho σ sigma τ tau φ varphi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Σ Sigma Φ Phi Ψ Psi Ω Omega";
const LETTERS = new Map(
  [...GREEK.matchAll(/(\S+) (\S+)/g)].map(([, letter = "", name]) => [letter, `$\\${name}$`]),
);

/**
 * Text that LaTeX prints as it is. A letter that Computer Modern lacks becomes its code point.
 *
 * @example
 * ```ts
 * import { escapeLatex } from "./latex_text.ts";
 *
 * console.assert(escapeLatex("σ ≤ 10⁻⁵") === "$\\sigma$ $\\le$ 10$^{-5}$");
 * ```
 */
export function escapeLatex(text: string): string {
  const escaped = Array.from(text, (char) => REPLACEMENTS[char] ?? LETTERS.get(char) ?? inFont(char)).join(
    "",
  );
  // One exponent in place of one of each digit.
  return escaped.replaceAll(/(?:\$\^[-\d]\$)+/g, (powers) => `$^{${powers.replaceAll(/\$\^?/g, "")}}$`);
}

/** A letter that LaTeX's usual encoding has, or its code point. */
function inFont(char: string): string {
  if (/^[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]$/.test(char)) return char;
  return `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
