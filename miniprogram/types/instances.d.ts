/** WeChat's callback of onNeedPrivacyAuthorization, which its typings call without arguments. */
type PrivacyAnswer = (answered: {
  event: "agree" | "disagree" | "exposureAuthorization";
  buttonId?: string;
}) => void;

/** One listener, of which WeChat's typings ask two shapes: one when it begins to hear, another when it stops. */
type NetworkListener = WechatMiniprogram.OnNetworkStatusChangeCallback &
  WechatMiniprogram.OffNetworkStatusChangeCallback;

/** What behaviours keep on their pages beside the data: never shown, so never given to setData. */
interface KeptByBehaviours {
  /** behaviors/acting: whether something is being done, what, and whether the page is gone. */
  doing: boolean;
  gone: boolean;
  work: () => Promise<unknown>;
  /** applying/saving: typed and not saved yet, by field; the saves under way; the draft. */
  typed: Record<string, string>;
  queue: Promise<void>;
  application: Wire.ApplicationSeen;
}

declare namespace WechatMiniprogram.Page {
  interface InstanceProperties extends KeptByBehaviours {}
}

declare namespace WechatMiniprogram.Component {
  interface InstanceProperties extends KeptByBehaviours {
    /** behaviors/reading: given by the page, the data that it shows. */
    read(): Promise<Record<string, unknown>>;
    /** components/privacy-gate: WeChat waits for this. */
    answer: PrivacyAnswer | null;
    /** components/signature-pad: the canvas, what draws on it, and the stroke under way. */
    canvas: WechatMiniprogram.Canvas;
    pen: WechatMiniprogram.CanvasRenderingContext.CanvasRenderingContext2D;
    size: { width: number; height: number };
    ink: number;
    last: { x: number; y: number; midX: number; midY: number } | null;
  }
}
