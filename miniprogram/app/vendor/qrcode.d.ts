/** What is used of qrcode-generator; its own file is written for any loader of modules, not for a checker of types. */
interface Code {
  addData(text: string): void;
  make(): void;
  getModuleCount(): number;
  isDark(row: number, column: number): boolean;
}

declare function qrcode(typeNumber: number, errorCorrection: "L" | "M" | "Q" | "H"): Code;
export = qrcode;
