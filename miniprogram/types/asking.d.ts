/** One call of a door: what it takes and answers follows from its method and path. */
declare namespace Wire {
  /** Those of WeChat's phone that the service answers: a door with another method cannot be asked at all. */
  type Method = Extract<
    WechatMiniprogram.RequestOption["method"],
    "GET" | "POST" | "PUT" | "DELETE"
  >;
  type Door<M extends Method, P extends string> = `${M} ${P}` extends keyof Doors
    ? Doors[`${M} ${P}`]
    : never;
  /** The path, unless there is no such door. */
  type Path<M extends Method, P extends string> = `${M} ${P}` extends keyof Doors ? P : never;
}
