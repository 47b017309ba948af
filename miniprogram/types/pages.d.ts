/// <reference types="miniprogram-api-typings" />
/** What WeChat's typings leave out: pages with behaviours, and what an instance keeps beside its data. */
declare namespace WechatMiniprogram.Page {
  /** A page with what its behaviours bring. */
  type MixedInstance<
    TData extends DataOption,
    TCustom extends CustomOption,
    TBehavior extends Component.BehaviorOption,
  > = Partial<ILifetime> &
    InstanceProperties &
    InstanceMethods<TData & Component.MixinData<TBehavior>> &
    Component.MixinMethods<TBehavior> &
    Omit<TCustom, "data"> & { data: TData & Component.MixinData<TBehavior> };

  interface Constructor {
    <
      TData extends DataOption,
      TCustom extends CustomOption,
      TBehavior extends Component.BehaviorOption,
    >(
      options: TCustom & { data?: TData; behaviors: TBehavior } & Partial<ILifetime> &
        ThisType<MixedInstance<TData, TCustom, TBehavior>>,
    ): void;
  }
}
